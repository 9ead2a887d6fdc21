// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.workspace;

import dev.holdfast.artifact.StorageException;
import dev.holdfast.data.Row;
import dev.holdfast.evaluation.calibration.CalibratedClassifier;
import dev.holdfast.fairness.mitigation.FairMixture;
import dev.holdfast.fairness.mitigation.MitigatedModel;
import dev.holdfast.model.ClassScores;
import dev.holdfast.model.ModelCodec;
import dev.holdfast.model.Prediction;
import dev.holdfast.model.Predictor;
import dev.holdfast.model.StorableModel;
import dev.holdfast.registry.ModelVersion;
import dev.holdfast.registry.RegisteredModel;
import dev.holdfast.testing.run.ModelReference;
import dev.holdfast.testing.run.ModelSource;
import dev.holdfast.testing.run.Settings;
import dev.holdfast.tribuo.TribuoCodec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Gives model tests the versions of a workspace, by alias or number. Found by {@link java.util.ServiceLoader}.
 *
 * <p>The folder is the place that the reference names, else the setting {@code holdfast.workspace}. It is opened for each
 * model, read, and closed again; nothing in it is changed, and where there is no workspace none is made. Models of Tribuo are
 * read, also calibrated, with thresholds by group, or mixed; others by the codec that the reference names. Thread-safe.
 */
public final class WorkspaceModels implements ModelSource {
    /** How long to wait for another process, as {@link Duration#parse} reads it; ten seconds without it: {@value}. */
    public static final String PATIENCE = "holdfast.workspace.patience";

    private static final List<UnaryOperator<ModelCodec<Row, ClassScores>>> WRAPPINGS =
            List.of(CalibratedClassifier::codec, MitigatedModel::codec, FairMixture::codec);

    /** Called by the service loader. */
    public WorkspaceModels() {}

    @Override
    public Predictor<Row, ? extends Prediction> load(ModelReference reference, Settings settings) {
        Path folder = folder(reference, settings);
        if (!Files.exists(folder.resolve(Layout.MARKER))) {
            throw new IllegalArgumentException("there is no workspace in " + folder.toAbsolutePath()
                    + "; name its folder by the setting " + Settings.WORKSPACE);
        }
        Duration patience = patience(settings);
        try (Workspace workspace = Workspace.open(folder, options -> options.patience(patience))) {
            ModelVersion version = version(workspace, folder, reference);
            if (reference.codec().isPresent()) {
                return version.load(reference.codec().get());
            }
            try {
                return version.signature().labels().isEmpty()
                        ? version.load(TribuoCodec.regression())
                        : classifier(version);
            } catch (NoClassDefFoundError e) {
                throw new IllegalArgumentException(
                        "the format '" + version.format() + "' of " + version
                                + " cannot be read without Tribuo: add it to the tests, or name the codec in the annotation",
                        e);
            }
        }
    }

    private static Path folder(ModelReference reference, Settings settings) {
        if (!reference.place().isEmpty()) {
            return Path.of(reference.place());
        }
        return settings.get(Settings.WORKSPACE)
                .map(Path::of)
                .orElseThrow(
                        () -> new IllegalStateException("it is not known in which workspace: name its folder by the"
                                + " setting " + Settings.WORKSPACE + ", or in the annotation by workspace"));
    }

    private static Duration patience(Settings settings) {
        String text = settings.get(PATIENCE).orElse("PT10S");
        try {
            return Duration.parse(text);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(PATIENCE + " must be a duration such as PT10S, got '" + text + "'", e);
        }
    }

    private static ModelVersion version(Workspace workspace, Path folder, ModelReference reference) {
        List<String> models = workspace.registry().models().stream()
                .map(RegisteredModel::name)
                .toList();
        if (!models.contains(reference.model())) {
            throw new IllegalArgumentException("there is no model '" + reference.model() + "' in the workspace "
                    + folder + "; its models are " + models);
        }
        RegisteredModel model = workspace.registry().model(reference.model());
        if (reference.number().isPresent()) {
            return model.version(reference.number().getAsLong());
        }
        return model.alias(reference.version())
                .orElseThrow(() -> new IllegalArgumentException("the model '" + reference.model()
                        + "' has no alias '" + reference.version() + "' in the workspace " + folder
                        + "; its aliases are " + model.aliases() + ", its versions "
                        + model.versions().stream().map(ModelVersion::number).toList()));
    }

    /** Reads by the codec of the version's format: Tribuo's own, or that of a wrapping, whatever it is around. */
    private static StorableModel<Row, ClassScores> classifier(ModelVersion version) {
        ModelCodec<Row, ClassScores> plain = TribuoCodec.classification();
        List<ModelCodec<Row, ClassScores>> codecs = new ArrayList<>(List.of(plain));
        for (UnaryOperator<ModelCodec<Row, ClassScores>> outer : WRAPPINGS) {
            codecs.add(outer.apply(plain));
            WRAPPINGS.forEach(inner -> codecs.add(outer.apply(inner.apply(plain))));
        }
        List<StorageException> refused = new ArrayList<>();
        for (ModelCodec<Row, ClassScores> codec : codecs) {
            if (codec.format().equals(version.format())) {
                try {
                    return version.load(codec);
                } catch (StorageException e) {
                    refused.add(e);
                }
            }
        }
        if (refused.isEmpty()) {
            throw new IllegalArgumentException("no codec reads the format '" + version.format() + "' of " + version
                    + "; name the codec in the annotation");
        }
        throw refused.get(0);
    }
}
