// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.tribuo;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.tribuo.Model;
import org.tribuo.Output;
import org.tribuo.protos.core.ModelProto;

/** Turns a Tribuo model into its protobuf, and back after the checks. */
final class StoredModel {
    private StoredModel() {}

    static ByteString protobuf(Model<?> model) {
        return model.serialize().toByteString();
    }

    /**
     * Reads the Tribuo model of a file: first the names of its classes are checked, then Tribuo reads it, then it is
     * compared with what the file says of it.
     */
    static <T extends Output<T>> Model<T> read(ModelFile file, String kind, Class<T> output) throws IOException {
        if (!file.kind().equals(kind)) {
            throw new IOException("the file holds a model for " + file.kind() + ", not for " + kind);
        }
        Message message = parse(file.model());
        ClassNameGuard.check(message);
        Model<T> model = deserialize(file.model(), output);
        Set<String> known = new TreeSet<>(model.getFeatureIDMap().keySet());
        List<String> given = Arrays.asList(file.featurizer().sharedNames());
        if (!known.equals(Set.copyOf(given))) {
            throw new IOException(
                    "the features of the model, " + known + ", are not those of its featurizer, " + given);
        }
        String digest = ParameterDigest.of(file.featurizer(), file.signature().labels(), model, message);
        if (!digest.equals(file.parameterDigest())) {
            throw new IOException(
                    "the parameters of the model have digest " + digest + ", the file says " + file.parameterDigest());
        }
        return model;
    }

    private static Message parse(ByteString bytes) throws IOException {
        try {
            return ProtobufTypes.model(bytes);
        } catch (InvalidProtocolBufferException e) {
            throw new IOException("the protobuf of the model cannot be read: " + e.getMessage(), e);
        }
    }

    private static <T extends Output<T>> Model<T> deserialize(ByteString bytes, Class<T> output) throws IOException {
        try {
            return Model.deserialize(ModelProto.parseFrom(bytes)).castModel(output);
        } catch (RuntimeException e) {
            // Tribuo reports broken content by many unchecked exceptions; all mean that the bytes are no model.
            throw new IOException("Tribuo cannot read the model: " + e.getMessage(), e);
        }
    }
}
