// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.model;

import java.util.Arrays;
import java.util.Objects;

/** Named bytes that are stored beside a model version, such as its baseline. Immutable and thread-safe. */
public final class Attachment {
    private final String name;
    private final String mediaType;
    private final byte[] content;

    private Attachment(String name, String mediaType, byte[] content) {
        this.name = name;
        this.mediaType = mediaType;
        this.content = content;
    }

    /**
     * Returns an attachment.
     *
     * @param name its name, unique within the version, such as {@code "baseline"}
     * @param mediaType what the bytes are, such as {@code "application/json"}
     * @param content the bytes, copied
     * @return the attachment
     */
    public static Attachment of(String name, String mediaType, byte[] content) {
        return new Attachment(
                Objects.requireNonNull(name, "name"), Objects.requireNonNull(mediaType, "mediaType"), content.clone());
    }

    /**
     * Returns the name.
     *
     * @return the name
     */
    public String name() {
        return name;
    }

    /**
     * Returns what the bytes are.
     *
     * @return the media type
     */
    public String mediaType() {
        return mediaType;
    }

    /**
     * Returns the bytes.
     *
     * @return a copy
     */
    public byte[] content() {
        return content.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Attachment that
                && name.equals(that.name)
                && mediaType.equals(that.mediaType)
                && Arrays.equals(content, that.content);
    }

    @Override
    public int hashCode() {
        return Objects.hash(name, mediaType, Arrays.hashCode(content));
    }

    @Override
    public String toString() {
        return "Attachment[" + name + ", " + mediaType + ", " + content.length + " bytes]";
    }
}
