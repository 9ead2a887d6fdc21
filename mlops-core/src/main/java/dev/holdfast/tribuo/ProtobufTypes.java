// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.tribuo;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tribuo.protos.core.ModelProto;

/**
 * The message types of the Tribuo modules on the class path, by which a stored model is read before any class that it
 * names is loaded.
 *
 * <p>Tribuo nests messages inside {@code google.protobuf.Any}, whose content can only be read with the type that it
 * names. That type is looked up among these; a type that is not here cannot be looked into and is refused.
 */
final class ProtobufTypes {
    private static final String ANY = "google.protobuf.Any";

    /** Written down here, never taken from a file: the generated classes of the Tribuo modules that store models. */
    private static final List<String> FILES = List.of(
            "org.tribuo.protos.core.TribuoCore",
            "org.tribuo.protos.core.TribuoCoreImpl",
            "org.tribuo.math.protos.TribuoMath",
            "org.tribuo.math.protos.TribuoMathImpl",
            "org.tribuo.common.tree.protos.TribuoTree",
            "org.tribuo.common.sgd.protos.TribuoSgd",
            "org.tribuo.common.sgd.protos.TribuoCommonSgd",
            "org.tribuo.common.liblinear.protos.TribuoLiblinear",
            "org.tribuo.common.libsvm.protos.TribuoLibsvm",
            "org.tribuo.common.nearest.protos.TribuoCommonKnn",
            "org.tribuo.common.xgboost.protos.TribuoXgboost",
            "org.tribuo.classification.protos.TribuoClassificationCore",
            "org.tribuo.classification.sgd.protos.TribuoClassificationSgd",
            "org.tribuo.classification.mnb.protos.TribuoClassificationMnb",
            "org.tribuo.classification.libsvm.protos.TribuoClassificationLibsvm",
            "org.tribuo.regression.protos.TribuoRegressionCore",
            "org.tribuo.regression.sgd.protos.TribuoRegressionSgd",
            "org.tribuo.regression.slm.protos.TribuoRegressionSlm",
            "org.tribuo.regression.libsvm.protos.TribuoRegressionLibsvm",
            "org.tribuo.regression.rtree.protos.TribuoRegressionTree");

    private static final ProtobufTypes INSTALLED = new ProtobufTypes();

    private final Map<String, Descriptor> byName = new HashMap<>();

    private ProtobufTypes() {
        for (String file : FILES) {
            file(file).ifPresent(this::addAll);
        }
    }

    static ProtobufTypes installed() {
        return INSTALLED;
    }

    static boolean isAny(Message message) {
        return message.getDescriptorForType().getFullName().equals(ANY);
    }

    /** Reads the message inside an {@code Any}. */
    Message unpack(Message any) throws IOException {
        Descriptor type = any.getDescriptorForType();
        String url = (String) any.getField(type.findFieldByName("type_url"));
        FieldDescriptor value = type.findFieldByName("value");
        String name = url.substring(url.lastIndexOf('/') + 1);
        Descriptor content = byName.get(name);
        if (content == null) {
            throw new IOException("the model holds a message of type '" + name
                    + "', which no known Tribuo module on the class path defines; is the module of its trainer there?");
        }
        return DynamicMessage.parseFrom(content, (ByteString) any.getField(value));
    }

    /** Reads the outermost message of a model. */
    static Message model(ByteString bytes) throws IOException {
        return DynamicMessage.parseFrom(ModelProto.getDescriptor(), bytes);
    }

    private void addAll(FileDescriptor file) {
        for (FileDescriptor dependency : file.getDependencies()) {
            addAll(dependency);
        }
        file.getMessageTypes().forEach(this::add);
    }

    private void add(Descriptor type) {
        byName.put(type.getFullName(), type);
        type.getNestedTypes().forEach(this::add);
    }

    private static Optional<FileDescriptor> file(String className) {
        try {
            return Optional.of((FileDescriptor)
                    Class.forName(className).getMethod("getDescriptor").invoke(null));
        } catch (ClassNotFoundException absentModule) {
            return Optional.empty();
        } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException(className + " is not the generated class of a protobuf file", e);
        }
    }
}
