// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A history as a journal: every event is one line, forced to the disk before the call returns. A line that a crash cut short
 * has no line end; it was never acknowledged, and the next write starts by ending it.
 */
final class FileHistory implements MetricHistory {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int FORMAT = 1;

    private final Path file;
    private final MemoryHistory memory = new MemoryHistory();
    private long good;

    FileHistory(Path file) {
        this.file = file;
        if (Files.exists(file)) {
            read();
        }
    }

    private void read() {
        String text;
        try {
            text = Files.readString(file);
        } catch (IOException e) {
            throw new HistoryException(file, "cannot be read: " + e, e);
        }
        int complete = text.lastIndexOf('\n') + 1;
        List<String> lines = text.substring(0, complete).lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            try {
                apply(JSON.readTree(lines.get(i)));
            } catch (JsonProcessingException | IllegalArgumentException | DateTimeException e) {
                throw new HistoryException(
                        file, "line " + (i + 1) + " is no event of a history (" + e.getMessage() + "); restore it", e);
            }
        }
        good = text.substring(0, complete).getBytes(StandardCharsets.UTF_8).length;
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
        memory.requireNew(entry);
        ObjectNode event = event(entry.id()).put("at", entry.at().toString());
        ObjectNode metrics = event.putObject("metrics");
        entry.metrics().forEach((name, value) -> {
            if (Double.isFinite(value)) {
                metrics.put(name, value);
            } else {
                metrics.put(name, value.toString());
            }
        });
        append(event);
        memory.add(new HistoryEntry(entry.id(), entry.at(), entry.metrics(), Optional.empty(), Optional.empty()));
        entry.note().ifPresent(note -> annotate(entry.id(), note));
        entry.supersededBy().ifPresent(by -> supersede(entry.id(), by));
    }

    @Override
    public synchronized void annotate(String id, String note) {
        memory.require(id);
        append(event(id).put("note", note));
        memory.annotate(id, note);
    }

    @Override
    public synchronized void supersede(String id, String by) {
        memory.requirePair(id, by);
        append(event(id).put("by", by));
        memory.supersede(id, by);
    }

    private static ObjectNode event(String id) {
        return JSON.createObjectNode().put("history", FORMAT).put("id", id);
    }

    private void append(ObjectNode event) {
        byte[] line = (event + "\n").getBytes(StandardCharsets.UTF_8);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            // Whatever is behind the last complete line was never acknowledged.
            channel.truncate(good);
            channel.position(good);
            ByteBuffer buffer = ByteBuffer.wrap(line);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
            good += line.length;
        } catch (IOException e) {
            throw new HistoryException(
                    file, "cannot be written: " + e + "; what was written before is kept, make room and repeat", e);
        }
    }

    @Override
    public List<HistoryEntry> entries() {
        return memory.entries();
    }
}
