// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.data;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** Makes plain UTF-8 of what a file holds: unpacks gzip, takes off a byte order mark, converts other encodings. */
final class Utf8 {
    private static final int BUFFER = 1 << 16;
    private static final int ESCAPED = 0xdc00;

    private Utf8() {}

    /** Returns the text as UTF-8 without a mark; without a charset, the mark decides, and UTF-8 where there is none. */
    static InputStream open(InputStream raw, @Nullable Charset charset) throws IOException {
        InputStream in = markable(raw);
        int[] head = peek(in, 2);
        if (head[0] == 0x1f && head[1] == 0x8b) {
            in = markable(new GZIPInputStream(in, BUFFER));
        }
        head = peek(in, 3);
        if (head[0] == 0xef && head[1] == 0xbb && head[2] == 0xbf) {
            in.skipNBytes(3);
            return in;
        }
        if (charset == null) {
            if (head[0] == 0xfe && head[1] == 0xff) {
                in.skipNBytes(2);
                return new Transcoded(in, StandardCharsets.UTF_16BE);
            }
            if (head[0] == 0xff && head[1] == 0xfe) {
                in.skipNBytes(2);
                return new Transcoded(in, StandardCharsets.UTF_16LE);
            }
            return in;
        }
        return charset.equals(StandardCharsets.UTF_8) ? in : new Transcoded(in, charset);
    }

    private static InputStream markable(InputStream in) {
        return in.markSupported() ? in : new BufferedInputStream(in, BUFFER);
    }

    private static int[] peek(InputStream in, int count) throws IOException {
        int[] head = new int[count];
        in.mark(count);
        for (int i = 0; i < count; i++) {
            head[i] = in.read();
        }
        in.reset();
        return head;
    }

    /** Decodes strictly; empty when the bytes are no UTF-8. */
    static Optional<String> decode(byte[] bytes, int from, int to) {
        String text = new String(bytes, from, to - from, StandardCharsets.UTF_8);
        if (text.indexOf('\ufffd') < 0) {
            return Optional.of(text);
        }
        // The replacement character may stand in the text itself; only the strict decoder tells.
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, from, to - from));
            return Optional.of(text);
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    /** Decodes with every byte that is no UTF-8 as the low surrogate U+DC00 and itself (PEP 383). */
    static String escape(byte[] bytes, int from, int to) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(bytes, from, to - from);
        CharBuffer out = CharBuffer.allocate(to - from);
        CoderResult result = decoder.decode(in, out, true);
        while (result.isError()) {
            for (int i = result.length(); i > 0; i--) {
                out.put((char) (ESCAPED | (in.get() & 0xff)));
            }
            result = decoder.decode(in, out, true);
        }
        return out.flip().toString();
    }

    /** Bytes of another encoding, read as UTF-8; malformed ones are an error and never replaced. */
    private static final class Transcoded extends InputStream {
        private final Reader reader;
        private final CharsetEncoder encoder = StandardCharsets.UTF_8.newEncoder();
        private final CharBuffer chars = CharBuffer.allocate(BUFFER / 4).limit(0);
        private final ByteBuffer bytes = ByteBuffer.allocate(BUFFER).limit(0);
        private boolean end;

        Transcoded(InputStream in, Charset charset) {
            this.reader = new InputStreamReader(
                    in,
                    charset.newDecoder()
                            .onMalformedInput(CodingErrorAction.REPORT)
                            .onUnmappableCharacter(CodingErrorAction.REPORT));
        }

        @Override
        public int read() throws IOException {
            return refill() ? bytes.get() & 0xff : -1;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            if (!refill()) {
                return -1;
            }
            int count = Math.min(length, bytes.remaining());
            bytes.get(target, offset, count);
            return count;
        }

        private boolean refill() throws IOException {
            while (!bytes.hasRemaining()) {
                if (end) {
                    return false;
                }
                chars.compact();
                end = reader.read(chars) < 0;
                chars.flip();
                bytes.clear();
                if (encoder.encode(chars, bytes, end).isError()) {
                    throw new CharacterCodingException();
                }
                bytes.flip();
            }
            return true;
        }

        @Override
        public void close() throws IOException {
            reader.close();
        }
    }
}
