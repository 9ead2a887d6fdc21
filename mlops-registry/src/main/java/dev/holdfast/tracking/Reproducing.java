// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.tracking;

import dev.holdfast.artifact.BlobStore;
import dev.holdfast.artifact.StorageException;
import dev.holdfast.artifact.StorageException.Reason;
import dev.holdfast.data.Table;
import dev.holdfast.internal.store.Digests;
import dev.holdfast.model.Retrainer;
import dev.holdfast.model.Retraining;
import dev.holdfast.model.StorableModel;
import dev.holdfast.tracking.Reproduction.Difference;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Trains the model of a run again and compares. */
final class Reproducing {
    private static final List<String> FACTS =
            List.of("java.version", "java.vendor", "java.vm.name", "os.name", "os.arch", "os.version", "git.commit");

    private final RunRecord run;
    private final List<Dependency> dependencies;

    Reproducing(RunRecord run, List<Dependency> dependencies) {
        this.run = run;
        this.dependencies = dependencies;
    }

    Reproduction with(BlobStore blobs, Retrainer retrainer, Table training) {
        Optional<StoredModel> stored = run.model();
        if (stored.isEmpty()) {
            return new Reproduction.Impossible("the run stored no model");
        }
        StoredModel model = stored.get();
        if (!model.format().equals(retrainer.format())) {
            return new Reproduction.Impossible("its model is of format " + model.format()
                    + ", and what was given trains models of format " + retrainer.format());
        }
        try (InputStream in = blobs.openVerified(model.blob())) {
            Retraining retraining = retrainer.retrain(in, training);
            if (retraining instanceof Retraining.Impossible impossible) {
                return new Reproduction.Impossible(impossible.reason());
            }
            return compare(model, ((Retraining.Trained) retraining).model(), training);
        } catch (IOException e) {
            throw new StorageException(
                    Reason.FAILED,
                    "run " + run.id(),
                    "the model of run " + run.id() + " cannot be read as " + model.format() + ": " + e.getMessage(),
                    e);
        }
    }

    private Reproduction compare(StoredModel before, StorableModel<?, ?> now, Table training) {
        String digest = digest(now);
        if (digest.equals(before.blob().digest())) {
            return new Reproduction.Identical(digest);
        }
        List<Difference> differences = new ArrayList<>();
        data(training).ifPresent(differences::add);
        differ("", before.provenance(), now.provenance(), differences);
        Map<String, String> current =
                Environment.describe(Tracker.workingFolder(), new GitMemory(System::nanoTime), List.of());
        differ("", facts(run.environment()), facts(current), differences);
        if (run.environment().containsKey(ClassPath.FACT)) {
            differ(
                    "dependency ",
                    byName(dependencies),
                    byName(ClassPath.ofThisJvm().dependencies()),
                    differences);
        }
        if (differences.isEmpty()) {
            differences.add(new Difference("bytes", before.blob().digest(), digest));
        }
        return new Reproduction.Different(
                before.parameterDigest().equals(now.parameterDigest()),
                differences.stream().distinct().toList());
    }

    private static String digest(StorableModel<?, ?> model) {
        MessageDigest digest = Digests.sha256();
        try {
            model.writeTo(new DigestOutputStream(OutputStream.nullOutputStream(), digest));
        } catch (IOException e) {
            throw new UncheckedIOException("a model must be able to write itself", e);
        }
        return Digests.hex(digest.digest());
    }

    private Optional<Difference> data(Table training) {
        List<DatasetReference> recorded = run.datasets().stream()
                .filter(dataset -> dataset.role() == DatasetRole.TRAINING)
                .toList();
        String fingerprint = training.fingerprint();
        if (recorded.stream().anyMatch(dataset -> dataset.fingerprint().equals(fingerprint))) {
            return Optional.empty();
        }
        String rows = training.rowsFingerprint();
        boolean shuffled =
                recorded.stream().anyMatch(dataset -> dataset.rowsFingerprint().equals(rows));
        String before = recorded.stream().map(DatasetReference::fingerprint).collect(Collectors.joining(", "));
        return Optional.of(new Difference(shuffled ? "row order" : "data", before, fingerprint));
    }

    private static Map<String, String> facts(Map<String, String> environment) {
        Map<String, String> facts = new TreeMap<>(environment);
        facts.keySet().retainAll(FACTS);
        return facts;
    }

    private static Map<String, String> byName(List<Dependency> dependencies) {
        return dependencies.stream()
                .collect(Collectors.toMap(
                        each -> each.coordinates().isEmpty()
                                ? each.name()
                                : each.coordinates()
                                        .substring(0, each.coordinates().lastIndexOf(':')),
                        each -> (each.coordinates().isEmpty() ? each.name() : each.coordinates()) + " " + each.sha256(),
                        (one, other) -> one + ", " + other,
                        TreeMap::new));
    }

    private static void differ(
            String prefix, Map<String, String> before, Map<String, String> now, List<Difference> differences) {
        TreeSet<String> names = new TreeSet<>(before.keySet());
        names.addAll(now.keySet());
        for (String name : names) {
            String was = before.getOrDefault(name, "");
            String is = now.getOrDefault(name, "");
            if (!was.equals(is)) {
                differences.add(new Difference(prefix + name, was, is));
            }
        }
    }
}
