// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.mlflow;

import dev.holdfast.audit.Actor;
import dev.holdfast.internal.store.Json;
import dev.holdfast.tracking.MetricPoint;
import dev.holdfast.tracking.RunArtifact;
import dev.holdfast.tracking.RunFailure;
import dev.holdfast.tracking.RunRecord;
import dev.holdfast.tracking.RunStatus;
import dev.holdfast.tracking.Tracker;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads MLflow's file layout; what is damaged costs only itself. */
final class FolderReader {
    private static final Pattern ID = Pattern.compile("[0-9a-f]{32}");
    private static final Pattern SPACES = Pattern.compile("[ \\t]+");
    private static final Pattern NUMBER = Pattern.compile("[-+]?(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)(?:[eE][-+]?[0-9]+)?");
    private static final int MAX_TEXT = 65_536;
    private static final int MAX_NAME = 500;

    private final Path root;
    private final Tracker tracker;
    private final Tally tally = new Tally();
    private final Map<String, Map<String, String>> modelTags = new TreeMap<>();

    FolderReader(Path root, Tracker tracker) {
        this.root = root;
        this.tracker = tracker;
    }

    MlflowReport read() {
        if (!Files.isDirectory(root)) {
            throw new MlflowException(
                    root.toString(), 0, root + " is no folder; name the folder that MLflow calls 'mlruns'", null);
        }
        try {
            models();
            for (Path experiment : folders(root)) {
                String name = experiment.getFileName().toString();
                if (!name.startsWith(".") && !name.equals("models")) {
                    experiment(experiment);
                }
            }
            return tally.report();
        } catch (IOException e) {
            throw new MlflowException(
                    root.toString(), 0, "the folder " + root + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static List<Path> folders(Path place) throws IOException {
        if (!Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(place)) {
            return entries.filter(entry -> Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS))
                    .sorted()
                    .toList();
        }
    }

    /** Returns the files below a folder by their paths, those behind links left out. */
    private Map<String, Path> files(Path place) throws IOException {
        Map<String, Path> files = new TreeMap<>();
        if (!Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS)) {
            return files;
        }
        try (Stream<Path> walk = Files.walk(place)) {
            walk.forEach(file -> {
                if (Files.isSymbolicLink(file)) {
                    tally.note(file + " is a link and is left out");
                } else if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                    List<String> names = new ArrayList<>();
                    place.relativize(file).forEach(name -> names.add(name.toString()));
                    files.put(String.join("/", names), file);
                }
            });
        } catch (UncheckedIOException e) {
            tally.note(place + " cannot be read whole: " + e.getMessage());
        }
        return files;
    }

    private Map<String, @Nullable Object> description(Path folder) {
        Path file = folder.resolve("meta.yaml");
        try {
            return Yaml.read(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
        } catch (NoSuchFileException e) {
            tally.note(file + " is missing");
        } catch (IOException e) {
            tally.note(file + " cannot be read: " + e.getMessage());
        }
        return Map.of();
    }

    private static Optional<String> text(Map<String, @Nullable Object> description, String name) {
        return description.get(name) instanceof String text && !text.isEmpty() ? Optional.of(text) : Optional.empty();
    }

    private static Optional<Instant> time(Map<String, @Nullable Object> description, String name) {
        return text(description, name)
                .filter(text -> text.matches("[0-9]{1,15}"))
                .map(Long::parseLong)
                .map(Instant::ofEpochMilli);
    }

    private void experiment(Path folder) throws IOException {
        List<Path> runs = new ArrayList<>();
        for (Path each : folders(folder)) {
            if (ID.matcher(each.getFileName().toString()).matches()) {
                runs.add(each);
            }
        }
        if (runs.isEmpty() && !Files.exists(folder.resolve("meta.yaml"))) {
            return;
        }
        Map<String, @Nullable Object> description = description(folder);
        if (text(description, "lifecycle_stage").orElse("").equals("deleted")) {
            tally.note(folder + " was deleted and is left out");
            return;
        }
        String name = name(text(description, "name").orElse("mlflow " + folder.getFileName()));
        for (Path run : runs) {
            run(name, folder, run);
        }
    }

    private static String name(String text) {
        String storable = text.replace('\0', ' ');
        return storable.substring(0, Math.min(MAX_NAME, storable.length()));
    }

    private void run(String experiment, Path experimentFolder, Path folder) throws IOException {
        String id = folder.getFileName().toString();
        Map<String, @Nullable Object> description = description(folder);
        if (text(description, "lifecycle_stage").orElse("").equals("deleted")) {
            tally.note(folder + " was deleted and is left out");
            return;
        }
        if (tracker.find(id).isPresent()) {
            tally.present++;
            return;
        }
        Map<String, String> tags = texts(folder.resolve("tags"), "tag");
        datasets(experimentFolder, folder).forEach(tags::put);
        tags.putAll(modelTags.getOrDefault(id, Map.of()));
        Map<String, Object> parameters = new TreeMap<>();
        texts(folder.resolve("params"), "parameter").forEach((name, text) -> parameters.put(name, typed(text)));
        Map<String, Path> metrics = named(files(folder.resolve("metrics")), "metric");
        Instant first = firstValue(metrics).orElse(Instant.EPOCH);
        RunStatus status = status(description);
        Instant startedAt = time(description, "start_time").orElse(first);
        RunRecord record = new RunRecord(
                id,
                experiment,
                name(text(description, "run_name")
                        .or(() -> Optional.ofNullable(tags.get("mlflow.runName")))
                        .filter(text -> !text.isEmpty())
                        .orElse(id)),
                status,
                Actor.of(name(text(description, "user_id")
                        .or(() -> Optional.ofNullable(tags.get("mlflow.user")))
                        .filter(text -> !text.isBlank())
                        .orElse("unknown"))),
                Optional.ofNullable(tags.get(RunMapping.PARENT_TAG))
                        .filter(parent -> ID.matcher(parent).matches()),
                startedAt,
                time(description, "end_time"),
                status == RunStatus.FAILED ? Optional.of(new RunFailure("", "failed in MLflow", "")) : Optional.empty(),
                parameters,
                Map.of(),
                tags,
                List.of(),
                List.of(),
                Optional.empty(),
                List.of(),
                Map.of());
        add(record, metrics, artifacts(folder));
    }

    private void add(RunRecord record, Map<String, Path> metrics, Map<String, Path> files) {
        long[] points = new long[1];
        Set<String> told = new HashSet<>();
        try {
            boolean added = tracker.add(
                    record,
                    sink -> {
                        points[0] = 0;
                        for (Map.Entry<String, Path> each : metrics.entrySet()) {
                            values(each.getValue(), told, point -> {
                                sink.accept(each.getKey(), point);
                                points[0]++;
                            });
                        }
                    },
                    files);
            if (added) {
                tally.runs++;
                tally.points += points[0];
                tally.files += files.size();
            } else {
                tally.present++;
            }
        } catch (IllegalArgumentException e) {
            tally.note("run " + record.id() + " is left out: " + e.getMessage());
        }
    }

    private static RunStatus status(Map<String, @Nullable Object> description) {
        return switch (text(description, "status").orElse("")) {
            case "3", "FINISHED" -> RunStatus.COMPLETED;
            case "4", "FAILED" -> RunStatus.FAILED;
            default -> RunStatus.LOST;
        };
    }

    /** A text that is exactly what a number prints as becomes that number, so that it can be compared as one. */
    private static Object typed(String text) {
        try {
            if (text.equals(Long.toString(Long.parseLong(text)))) {
                return Long.valueOf(text);
            }
        } catch (NumberFormatException e) {
            if (NUMBER.matcher(text).matches() && text.equals(Double.toString(Double.parseDouble(text)))) {
                return Double.valueOf(text);
            }
        }
        return text;
    }

    private Map<String, Path> named(Map<String, Path> files, String what) {
        Map<String, Path> named = new TreeMap<>();
        files.forEach((name, file) -> {
            if (name.length() > MAX_NAME || name.chars().anyMatch(c -> c == 0 || c == 0xfffd)) {
                tally.note(file + " is left out: the name of a " + what + " has at most " + MAX_NAME
                        + " characters, all of them of Unicode");
            } else {
                named.put(name, file);
            }
        });
        return named;
    }

    private Map<String, String> texts(Path folder, String what) throws IOException {
        Map<String, String> texts = new TreeMap<>();
        for (Map.Entry<String, Path> each : named(files(folder), what).entrySet()) {
            Path file = each.getValue();
            try {
                // Four bytes a character at most.
                if (Files.size(file) > 4L * MAX_TEXT) {
                    tally.note(file + " is left out: it has " + Files.size(file) + " bytes, a " + what + " has at most "
                            + MAX_TEXT + " characters");
                    continue;
                }
                String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
                if (text.length() > MAX_TEXT || text.indexOf('\0') >= 0) {
                    tally.note(file + " is left out: a " + what + " has at most " + MAX_TEXT
                            + " characters, none of them NUL, got " + text.length());
                } else {
                    if (text.indexOf('\ufffd') >= 0) {
                        tally.note(file + " is no UTF-8; what is none was replaced");
                    }
                    texts.put(each.getKey(), text.endsWith("\n") ? text.substring(0, text.length() - 1) : text);
                }
            } catch (IOException e) {
                tally.note(file + " cannot be read: " + e.getMessage());
            }
        }
        return texts;
    }

    private Map<String, Path> artifacts(Path run) throws IOException {
        Map<String, Path> artifacts = new TreeMap<>();
        files(run.resolve("artifacts")).forEach((path, file) -> {
            if (RunArtifact.isPath(path)) {
                artifacts.put(path, file);
            } else {
                tally.note(file + " is left out: not every file system can hold a file with this name");
            }
        });
        return artifacts;
    }

    private static Optional<Instant> firstValue(Map<String, Path> metrics) {
        return metrics.values().stream()
                .flatMap(file -> firstOf(file).stream())
                .map(MetricPoint::at)
                .min(Instant::compareTo);
    }

    private static Optional<MetricPoint> firstOf(Path file) {
        try (BufferedReader lines = reader(file)) {
            return Optional.ofNullable(lines.readLine()).flatMap(FolderReader::point);
        } catch (IOException e) {
            // It is told when its values are read.
            return Optional.empty();
        }
    }

    private static BufferedReader reader(Path file) throws IOException {
        // Not Files.newBufferedReader: that one throws at bytes that are no UTF-8, which are one damaged line here.
        return new BufferedReader(new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8), 1 << 16);
    }

    /** Reads the values of a metric; told once of each file, however often it is read. */
    private void values(Path file, Set<String> told, Consumer<MetricPoint> sink) {
        try (BufferedReader lines = reader(file)) {
            boolean torn = isTorn(file);
            long number = 0;
            String line = lines.readLine();
            while (line != null) {
                number++;
                String next = lines.readLine();
                Optional<MetricPoint> point = next == null && torn ? Optional.empty() : point(line);
                if (point.isPresent()) {
                    sink.accept(point.get());
                } else if (!line.isBlank() && told.add(file + ":" + number)) {
                    String cut = next == null && torn ? " is cut off" : " is no value";
                    tally.note("line " + number + " of " + file + cut + " and is left out: '"
                            + line.substring(0, Math.min(60, line.length())) + "'");
                }
                line = next;
            }
            if (number == 0 && told.add(file + ":0")) {
                tally.note(file + " is empty");
            }
        } catch (IOException e) {
            if (told.add(file.toString())) {
                tally.note(file + " cannot be read: " + e.getMessage());
            }
        }
    }

    /** Whether the last line lacks its end: MLflow always writes one, so its writer died in the middle. */
    private static boolean isTorn(Path file) throws IOException {
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "r")) {
            if (bytes.length() == 0) {
                return false;
            }
            bytes.seek(bytes.length() - 1);
            return bytes.read() != '\n';
        }
    }

    /** Reads time, value and, from later releases, step; of five fields the last two say what the value was measured on. */
    private static Optional<MetricPoint> point(String line) {
        String[] fields = SPACES.split(line.strip(), -1);
        if (fields.length != 2 && fields.length != 3 && fields.length != 5) {
            return Optional.empty();
        }
        try {
            Optional<Double> value = value(fields[1]);
            long step = fields.length == 2 ? 0 : Long.parseLong(fields[2]);
            Instant at = Instant.ofEpochMilli(Long.parseLong(fields[0]));
            return at.isBefore(Instant.EPOCH) || at.getEpochSecond() > 253_402_300_799L
                    ? Optional.empty()
                    : value.map(number -> new MetricPoint(step, number, at));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** Reads a number as Python prints it. */
    static Optional<Double> value(String text) {
        return switch (text) {
            case "nan", "NaN" -> Optional.of(Double.NaN);
            case "inf", "Infinity" -> Optional.of(Double.POSITIVE_INFINITY);
            case "-inf", "-Infinity" -> Optional.of(Double.NEGATIVE_INFINITY);
            default -> NUMBER.matcher(text).matches() ? Optional.of(Double.parseDouble(text)) : Optional.empty();
        };
    }

    /** Data sets are tags here: what MLflow knows of them is less than a reference needs. */
    private Map<String, String> datasets(Path experiment, Path run) throws IOException {
        Map<String, String> tags = new TreeMap<>();
        for (Path input : folders(run.resolve("inputs"))) {
            Map<String, @Nullable Object> description = description(input);
            Optional<String> id = text(description, "source_id");
            if (id.isEmpty() || !id.get().matches("[0-9A-Za-z_-]+")) {
                continue;
            }
            Map<String, @Nullable Object> dataset =
                    description(experiment.resolve("datasets").resolve(id.get()));
            Object inputTags = description.get("tags");
            Object context = inputTags instanceof Map<?, ?> map ? map.get("mlflow.data.context") : null;
            Map<String, Object> document = new TreeMap<>();
            for (String field : List.of("digest", "source", "source_type", "schema", "profile")) {
                text(dataset, field).ifPresent(value -> document.put(field, value));
            }
            if (context instanceof String text) {
                document.put("context", text);
            }
            text(dataset, "name").ifPresent(name -> tags.put(name("mlflow.dataset." + name), tag(document)));
        }
        return tags;
    }

    private static String tag(Map<String, Object> document) {
        String whole = Json.canonical(document);
        if (whole.length() > MAX_TEXT) {
            document.keySet().removeAll(List.of("schema", "profile"));
        }
        return Json.canonical(document);
    }

    /** Reads which runs registered versions come from. */
    private void models() throws IOException {
        for (Path model : folders(root.resolve("models"))) {
            Map<String, String> aliases = texts(model.resolve("aliases"), "alias");
            for (Path version : folders(model)) {
                String folder = version.getFileName().toString();
                if (!folder.startsWith("version-")) {
                    continue;
                }
                Map<String, @Nullable Object> description = description(version);
                String number = text(description, "version").orElse(folder.substring("version-".length()));
                List<String> named = aliases.entrySet().stream()
                        .filter(alias -> alias.getValue().strip().equals(number))
                        .map(Map.Entry::getKey)
                        .toList();
                String name =
                        text(description, "name").orElse(model.getFileName().toString());
                String value = "version " + number + (named.isEmpty() ? "" : " (" + String.join(", ", named) + ")");
                text(description, "run_id")
                        .ifPresentOrElse(
                                run -> modelTags
                                        .computeIfAbsent(run, key -> new TreeMap<>())
                                        .merge(name("mlflow.model." + name), value, (a, b) -> a + ", " + b),
                                () -> tally.note(version + " names no run and is left out"));
            }
        }
    }
}
