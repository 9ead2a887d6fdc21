// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.tribuo;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * Takes the times of training out of a Tribuo model, its own and those of the models inside: they stand in no relation
 * to what was learned, and with them no two trainings would ever write the same bytes.
 */
final class TrainingTimes {
    private static final String PROVENANCE = "olcut.SimpleProvenanceProto";
    private static final String KEY = "trained-at";
    private static final String NEVER = "1970-01-01T00:00Z";

    private TrainingTimes() {}

    /** Returns the message with every time of training at the epoch; the same one when there is none. */
    static Message without(Message message) throws IOException {
        Descriptor type = message.getDescriptorForType();
        if (ProtobufTypes.isAny(message)) {
            Message content = ProtobufTypes.installed().unpack(message);
            Message changed = without(content);
            FieldDescriptor value = type.findFieldByName("value");
            return changed.equals(content) ? message : with(message, value, changed.toByteString());
        }
        if (type.getFullName().equals(PROVENANCE)) {
            boolean time = KEY.equals(message.getField(type.findFieldByName("key")));
            return time ? with(message, type.findFieldByName("value"), NEVER) : message;
        }
        Message.Builder builder = null;
        for (Map.Entry<FieldDescriptor, Object> entry : message.getAllFields().entrySet()) {
            FieldDescriptor field = entry.getKey();
            if (field.getJavaType() != FieldDescriptor.JavaType.MESSAGE || field.isMapField()) {
                continue;
            }
            List<?> values = field.isRepeated() ? (List<?>) entry.getValue() : List.of(entry.getValue());
            for (int i = 0; i < values.size(); i++) {
                Message child = (Message) values.get(i);
                Message changed = without(child);
                if (!changed.equals(child)) {
                    builder = builder == null ? message.toBuilder() : builder;
                    if (field.isRepeated()) {
                        builder.setRepeatedField(field, i, changed);
                    } else {
                        builder.setField(field, changed);
                    }
                }
            }
        }
        return builder == null ? message : builder.build();
    }

    private static Message with(Message message, FieldDescriptor field, Object value) {
        return message.toBuilder().setField(field, value).build();
    }
}
