// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.tracking;

import dev.holdfast.data.Column;
import dev.holdfast.data.Table;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;

/** The SHA-256 of a table: names, types and values in their order. */
final class Fingerprint {
    private Fingerprint() {}

    static String of(Table table) {
        MessageDigest digest = dev.holdfast.internal.store.Digests.sha256();
        number(digest, table.rowCount());
        for (Column column : table.columns()) {
            text(digest, column.name());
            text(digest, column.type().name());
            for (int row = 0; row < table.rowCount(); row++) {
                if (column.isMissing(row)) {
                    digest.update((byte) 0);
                } else {
                    digest.update((byte) 1);
                    value(digest, column, row);
                }
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static void value(MessageDigest digest, Column column, int row) {
        Object value = column.value(row);
        if (value instanceof Double number) {
            number(digest, Double.doubleToRawLongBits(number));
        } else if (value instanceof Long number) {
            number(digest, number);
        } else {
            text(digest, value.toString());
        }
    }

    private static void text(MessageDigest digest, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        number(digest, bytes.length);
        digest.update(bytes);
    }

    private static void number(MessageDigest digest, long value) {
        digest.update(ByteBuffer.allocate(Long.BYTES).putLong(value).flip());
    }
}
