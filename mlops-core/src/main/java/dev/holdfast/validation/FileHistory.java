// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;

/**
 * A history as a journal: every event is one line, added at the end and forced to the disk before the call returns.
 *
 * <p>Whoever adds holds the lock of the file, and reads what others added before it adds; so two processes, or two objects of
 * one, see the same runs and take no id twice. What is behind the last line end, or a last line that cannot be read, was cut
 * short by a crash and never acknowledged: it is told, and the next event is written over it. A line before that which
 * cannot be read is damage that nobody may pass over in silence.
 */
final class FileHistory implements MetricHistory {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int FORMAT = 1;
    private static final long PATIENCE_NANOS = 30_000_000_000L;
    private static final long PAUSE_NANOS = 1_000_000L;

    private final Path file;
    private final MemoryHistory memory = new MemoryHistory();
    private final List<String> notices = new ArrayList<>();
    private long good;
    private int lines;

    FileHistory(Path file) {
        this.file = file;
        refresh();
    }

    /** Takes in what others added since. */
    private void refresh() {
        if (!Files.exists(file)) {
            return;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
                FileLock lock = lock(channel, true)) {
            if (lock.isValid()) {
                catchUp(channel);
            }
        } catch (IOException e) {
            throw new HistoryException(file, "cannot be read: " + e, e);
        }
    }

    /** Other objects of this process hold the lock for the moment of one event; the JVM does not wait for those itself. */
    private FileLock lock(FileChannel channel, boolean shared) throws IOException {
        for (long waited = 0; ; waited += PAUSE_NANOS) {
            try {
                return channel.lock(0, Long.MAX_VALUE, shared);
            } catch (OverlappingFileLockException e) {
                if (waited >= PATIENCE_NANOS || Thread.currentThread().isInterrupted()) {
                    throw new IOException("it is locked by this process", e);
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    private void catchUp(FileChannel channel) throws IOException {
        if (channel.size() < good) {
            throw new HistoryException(
                    file,
                    "is shorter than when it was last read (" + channel.size() + " bytes, were " + good
                            + "); somebody cut or replaced it: open it anew",
                    null);
        }
        byte[] more = read(channel, good);
        int start = 0;
        for (int i = 0; i < more.length; i++) {
            if (more[i] == '\n') {
                String line = new String(more, start, i - start, StandardCharsets.UTF_8);
                if (!take(line, i + 1 == more.length)) {
                    return;
                }
                good += i + 1 - start;
                lines++;
                start = i + 1;
            }
        }
        if (start < more.length) {
            tell(more.length - start + " bytes after line " + lines + " have no line end");
        }
    }

    private static byte[] read(FileChannel channel, long from) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
        for (long at = from; ; ) {
            int read = channel.read(buffer.clear(), at);
            if (read < 0) {
                return bytes.toByteArray();
            }
            bytes.write(buffer.array(), 0, read);
            at += read;
        }
    }

    private boolean take(String line, boolean last) {
        JsonNode event;
        try {
            event = JSON.readTree(line);
        } catch (JsonProcessingException e) {
            if (last) {
                tell("line " + (lines + 1) + " is no JSON");
                return false;
            }
            throw damaged(e);
        }
        try {
            apply(event);
            return true;
        } catch (IllegalArgumentException | DateTimeException e) {
            throw damaged(e);
        }
    }

    private HistoryException damaged(Exception e) {
        return new HistoryException(
                file, "line " + (lines + 1) + " is no event of a history (" + e.getMessage() + "); restore it", e);
    }

    private void tell(String what) {
        String notice =
                what + "; it was cut short while it was written, is left out, and is overwritten by the next event";
        if (!notices.contains(notice)) {
            notices.add(notice);
        }
    }

    private void apply(JsonNode event) {
        int format = event.path("history").asInt(-1);
        if (format != FORMAT) {
            throw new IllegalArgumentException("expected format " + FORMAT + ", got "
                    + (format < 0 ? "none" : format + (format > FORMAT ? "; a newer version wrote it: update" : "")));
        }
        String id = event.path("id").asText();
        if (event.has("note")) {
            memory.annotate(id, event.path("note").asText());
        } else if (event.has("by")) {
            memory.supersede(id, event.path("by").asText());
        } else {
            Map<String, Double> metrics = new TreeMap<>();
            event.path("metrics").properties().forEach(m -> metrics.put(m.getKey(), number(m.getValue())));
            memory.add(new HistoryEntry(
                    id, Instant.parse(event.path("at").asText()), metrics, Optional.empty(), Optional.empty()));
        }
    }

    /** JSON has no infinity; it is kept as text. */
    private static double number(JsonNode node) {
        return node.isTextual() ? Double.parseDouble(node.textValue()) : node.doubleValue();
    }

    @Override
    public synchronized void add(HistoryEntry entry) {
        ObjectNode event = event(entry.id()).put("at", entry.at().toString());
        ObjectNode metrics = event.putObject("metrics");
        entry.metrics().forEach((name, value) -> {
            if (Double.isFinite(value)) {
                metrics.put(name, value);
            } else {
                metrics.put(name, value.toString());
            }
        });
        append(event, () -> memory.requireNew(entry));
        entry.note().ifPresent(note -> annotate(entry.id(), note));
        entry.supersededBy().ifPresent(by -> supersede(entry.id(), by));
    }

    @Override
    public synchronized void annotate(String id, String note) {
        append(event(id).put("note", note), () -> memory.require(id));
    }

    @Override
    public synchronized void supersede(String id, String by) {
        append(event(id).put("by", by), () -> memory.requirePair(id, by));
    }

    private static ObjectNode event(String id) {
        return JSON.createObjectNode().put("history", FORMAT).put("id", id);
    }

    private void append(ObjectNode event, Runnable precondition) {
        byte[] line = (event + "\n").getBytes(StandardCharsets.UTF_8);
        try (FileChannel channel = FileChannel.open(
                        file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
                FileLock lock = lock(channel, false)) {
            if (lock.isValid()) {
                catchUp(channel);
            }
            precondition.run();
            // Whatever is behind the last good line was never acknowledged.
            channel.truncate(good);
            ByteBuffer buffer = ByteBuffer.wrap(line);
            while (buffer.hasRemaining()) {
                channel.write(buffer, good + buffer.position());
            }
            channel.force(true);
        } catch (IOException e) {
            throw new HistoryException(
                    file, "cannot be written: " + e + "; what was written before is kept, make room and repeat", e);
        }
        good += line.length;
        lines++;
        apply(event);
    }

    @Override
    public synchronized List<HistoryEntry> entries() {
        refresh();
        return memory.entries();
    }

    @Override
    public synchronized List<String> notices() {
        refresh();
        return List.copyOf(notices);
    }
}
