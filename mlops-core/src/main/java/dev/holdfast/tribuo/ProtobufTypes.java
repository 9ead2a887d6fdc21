// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.tribuo;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
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
    private final Map<String, WireShape> shapes;

    private ProtobufTypes() {
        for (String file : FILES) {
            file(file).ifPresent(this::addAll);
        }
        shapes = WireShape.of(byName.values());
    }

    static ProtobufTypes installed() {
        return INSTALLED;
    }

    static boolean isAny(Message message) {
        return isAny(message.getDescriptorForType());
    }

    static boolean isAny(Descriptor type) {
        return type.getFullName().equals(ANY);
    }

    /** The shape of the outermost message of a model. */
    WireShape modelShape() {
        return Objects.requireNonNull(shapes.get(ModelProto.getDescriptor().getFullName()), "the type of models");
    }

    /** The shape of what an {@code Any} of that type holds, or null when no module defines the type. */
    @Nullable
    WireShape shape(String url) {
        return shapes.get(typeName(url));
    }

    private static String typeName(String url) {
        return url.substring(url.lastIndexOf('/') + 1);
    }

    /** Reads the message inside an {@code Any}. */
    Message unpack(Message any) throws IOException {
        Descriptor type = any.getDescriptorForType();
        String url = (String) any.getField(type.findFieldByName("type_url"));
        FieldDescriptor value = type.findFieldByName("value");
        String name = typeName(url);
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

    /** Reads a message whose bytes it shares with those that it is read from. */
    static <M> M parse(Parser<M> parser, ByteString bytes) throws IOException {
        CodedInputStream in = bytes.newCodedInput();
        in.enableAliasing(true);
        M message = parser.parseFrom(in);
        in.checkLastTagWas(0);
        return message;
    }

    /** Reads the message inside an {@code Any}; empty when it is of another type. */
    static <M extends Message> Optional<M> content(Any any, M type) throws IOException {
        if (!typeName(any.getTypeUrl()).equals(type.getDescriptorForType().getFullName())) {
            return Optional.empty();
        }
        @SuppressWarnings("unchecked") // a message knows the parser of its own type
        Parser<M> parser = (Parser<M>) type.getParserForType();
        return Optional.of(parse(parser, any.getValue()));
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
