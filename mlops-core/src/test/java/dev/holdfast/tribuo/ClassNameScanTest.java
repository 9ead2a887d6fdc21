// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.tribuo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.UnsafeByteOperations;
import com.google.protobuf.WireFormat;
import com.oracle.labs.mlrg.olcut.config.protobuf.protos.RootProvenanceProto;
import com.oracle.labs.mlrg.olcut.config.protobuf.protos.SimpleProvenanceProto;
import dev.holdfast.data.Table;
import dev.holdfast.data.TextColumn;
import dev.holdfast.model.StorableModel;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.LongFunction;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.tribuo.Trainer;
import org.tribuo.classification.Label;
import org.tribuo.classification.baseline.DummyClassifierTrainer;
import org.tribuo.classification.dtree.CARTClassificationTrainer;
import org.tribuo.classification.dtree.impurity.Entropy;
import org.tribuo.classification.ensemble.AdaBoostTrainer;
import org.tribuo.classification.ensemble.FullyWeightedVotingCombiner;
import org.tribuo.classification.ensemble.VotingCombiner;
import org.tribuo.classification.sgd.fm.FMClassificationTrainer;
import org.tribuo.classification.sgd.kernel.KernelSVMTrainer;
import org.tribuo.classification.sgd.objectives.LogMulticlass;
import org.tribuo.common.tree.ExtraTreesTrainer;
import org.tribuo.common.tree.RandomForestTrainer;
import org.tribuo.ensemble.BaggingTrainer;
import org.tribuo.math.kernel.RBF;
import org.tribuo.math.optimisers.AdaGrad;
import org.tribuo.protos.core.ModelDataProto;
import org.tribuo.protos.core.ModelProto;
import org.tribuo.regression.Regressor;
import org.tribuo.regression.baseline.DummyRegressionTrainer;
import org.tribuo.regression.ensemble.AveragingCombiner;
import org.tribuo.regression.rtree.CARTJointRegressionTrainer;
import org.tribuo.regression.rtree.CARTRegressionTrainer;
import org.tribuo.regression.rtree.impurity.MeanSquaredError;
import org.tribuo.regression.sgd.linear.LinearSGDTrainer;
import org.tribuo.regression.sgd.objectives.SquaredLoss;
import org.tribuo.transform.TransformTrainer;
import org.tribuo.transform.TransformationMap;
import org.tribuo.transform.transformations.LinearScalingTransformation;
import org.tribuo.transform.transformations.SimpleTransform;

class ClassNameScanTest {
    private static final Table LOANS = TestModels.loans(60, 1);
    private static final Map<String, ByteString> MODELS = models();

    private static Map<String, ByteString> models() {
        Map<String, LongFunction<Trainer<Label>>> classifiers = new LinkedHashMap<>();
        classifiers.put("linear", TestModels::linear);
        classifiers.put("tree", seed -> new CARTClassificationTrainer(4, 1f, seed));
        classifiers.put("forest", TestModels::forest);
        classifiers.put("boosted", seed -> new AdaBoostTrainer(new CARTClassificationTrainer(3, 1f, seed), 3, seed));
        classifiers.put("bagged", seed -> new BaggingTrainer<>(TestModels.linear(seed), new VotingCombiner(), 2, seed));
        classifiers.put(
                "weighted votes",
                seed -> new RandomForestTrainer<>(
                        new CARTClassificationTrainer(4, 0.5f, seed), new FullyWeightedVotingCombiner(), 3, seed));
        classifiers.put(
                "extra trees",
                seed -> new ExtraTreesTrainer<>(
                        new CARTClassificationTrainer(4, 2f, 0f, 0.5f, true, new Entropy(), seed),
                        new VotingCombiner(),
                        3,
                        seed));
        classifiers.put("kernel", seed -> new KernelSVMTrainer(new RBF(0.1), 0.1, 2, seed));
        classifiers.put(
                "factorisation",
                seed -> new FMClassificationTrainer(
                        new LogMulticlass(), new AdaGrad(0.1, 0.1), 2, 1000, 1, seed, 2, 0.1));
        classifiers.put("dummy", seed -> DummyClassifierTrainer.createMostFrequentTrainer());
        classifiers.put(
                "transformed",
                seed -> new TransformTrainer<>(
                        TestModels.linear(seed),
                        new TransformationMap(List.of(new LinearScalingTransformation(0, 1), SimpleTransform.exp()))));
        Map<String, LongFunction<Trainer<Regressor>>> regressions = new LinkedHashMap<>();
        regressions.put(
                "linear regression",
                seed -> new LinearSGDTrainer(new SquaredLoss(), new AdaGrad(1, 0.1), 2, 1000, 1, seed));
        regressions.put("regression tree", seed -> new CARTRegressionTrainer(4));
        regressions.put("joint regression tree", seed -> new CARTJointRegressionTrainer(4));
        regressions.put(
                "regression forest",
                seed -> new RandomForestTrainer<>(
                        new CARTRegressionTrainer(4, 2f, 0f, 0.7f, false, new MeanSquaredError(), seed),
                        new AveragingCombiner(),
                        3,
                        seed));
        regressions.put("dummy regression", seed -> DummyRegressionTrainer.createMeanTrainer());
        Map<String, ByteString> models = new LinkedHashMap<>();
        Locale before = Locale.getDefault();
        // Tribuo makes method names of field names by the rules of the host's language, and misses those with an i in
        // Turkish when it writes a transformed model.
        Locale.setDefault(Locale.ROOT);
        try {
            train(classifiers, regressions, models);
        } finally {
            Locale.setDefault(before);
        }
        return models;
    }

    private static void train(
            Map<String, LongFunction<Trainer<Label>>> classifiers,
            Map<String, LongFunction<Trainer<Regressor>>> regressions,
            Map<String, ByteString> models) {
        classifiers.forEach((name, trainer) -> models.put(
                name,
                protobuf(TribuoTrainer.classification(trainer, TestModels.spec(LOANS))
                        .seed(7)
                        .train(LOANS))));
        regressions.forEach((name, trainer) -> models.put(
                name,
                protobuf(TribuoTrainer.regression(
                                trainer, FeatureSpec.of(LOANS.schema()).target("Age"))
                        .seed(7)
                        .train(LOANS))));
    }

    private static ByteString protobuf(StorableModel<?, ?> model) {
        try {
            return ModelFile.read(new ByteArrayInputStream(TestModels.bytes(model)))
                    .model();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ByteString linear() {
        return Objects.requireNonNull(MODELS.get("linear"));
    }

    /** Whether the scan vouches for bytes, and which names it was asked about. */
    private static boolean scan(ByteString model, Set<String> names) {
        try {
            return ClassNameScan.isPlain(model, name -> {
                names.add(name);
                return true;
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isPlain(ByteString model) {
        return scan(model, new TreeSet<>());
    }

    private static Set<String> parsed(ByteString model) throws IOException {
        Set<String> names = new TreeSet<>();
        ClassNameGuard.check(ProtobufTypes.model(model), names::add);
        return names;
    }

    private static void requireAgreement(ByteString model, String what) {
        Set<String> found = new TreeSet<>();
        if (scan(model, found)) {
            try {
                if (!parsed(model).equals(found)) {
                    throw new AssertionError(what + ": the scan found " + found + ", the parse " + parsed(model));
                }
            } catch (IOException e) {
                throw new AssertionError(what + ": the scan vouches for what the parse refuses", e);
            }
        }
    }

    @Test
    void inEveryKindOfModelItFindsTheNamesThatAFullParseFinds() throws IOException {
        for (Map.Entry<String, ByteString> model : MODELS.entrySet()) {
            Set<String> found = new TreeSet<>();

            assertThat(scan(model.getValue(), found)).as(model.getKey()).isTrue();
            assertThat(found)
                    .as(model.getKey())
                    .isEqualTo(parsed(model.getValue()))
                    .hasSizeGreaterThan(5);
            assertThat(ClassNameScan.isPlain(model.getValue(), ClassNameGuard::isAllowed))
                    .as(model.getKey())
                    .isTrue();
        }
    }

    @Test
    void oneNameThatIsNotAllowedIsEnoughWhicheverItIs() throws IOException {
        for (Map.Entry<String, ByteString> model : MODELS.entrySet()) {
            for (String refused : parsed(model.getValue())) {
                assertThat(ClassNameScan.isPlain(model.getValue(), name -> !name.equals(refused)))
                        .as("%s without %s", model.getKey(), refused)
                        .isFalse();
            }
        }
    }

    /** Every byte changed in turn by one bit or, with {@code -Dholdfast.scan.bits=9}, by each and by all of them. */
    @Test
    void whateverByteChangesItVouchesForNothingThatAFullParseRefuses() {
        int bits = Integer.getInteger("holdfast.scan.bits", 1);
        for (String name : bits == 1 ? List.of("linear", "joint regression tree") : List.copyOf(MODELS.keySet())) {
            byte[] bytes = Objects.requireNonNull(MODELS.get(name)).toByteArray();
            for (int i = 0; i < bytes.length; i++) {
                byte before = bytes[i];
                for (int bit = 0; bit < bits; bit++) {
                    bytes[i] = bit < Byte.SIZE ? (byte) (before ^ 1 << (i + bit) % Byte.SIZE) : (byte) ~before;
                    requireAgreement(UnsafeByteOperations.unsafeWrap(bytes), name + ", byte " + i + ", bit " + bit);
                }
                bytes[i] = before;
            }
        }
    }

    @Test
    void itVouchesForNoBeginningOfAModel() {
        byte[] bytes = linear().toByteArray();
        for (int length = 0; length < bytes.length; length++) {
            ByteString beginning = UnsafeByteOperations.unsafeWrap(bytes, 0, length);
            requireAgreement(beginning, length + " bytes");
        }
    }

    @Provide
    Arbitrary<String> kinds() {
        return Arbitraries.of(MODELS.keySet().stream().sorted().toList());
    }

    /** Pieces moved, doubled, dropped and overwritten: what reaches encodings that single changes do not. */
    @Property(tries = 100)
    void whateverPiecesMoveItVouchesForNothingThatAFullParseRefuses(@ForAll("kinds") String kind, @ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        byte[] bytes = Objects.requireNonNull(MODELS.get(kind)).toByteArray();
        for (int edit = 0; edit < 40; edit++) {
            int from = random.nextInt(bytes.length);
            int length = Math.min(1 + random.nextInt(1 << random.nextInt(8)), bytes.length - from);
            int to = random.nextInt(bytes.length - length + 1);
            byte[] piece = Arrays.copyOfRange(bytes, from, from + length);
            byte[] changed = switch (random.nextInt(3)) {
                case 0 -> joined(bytes, to, piece, to);
                case 1 -> joined(bytes, to, piece, to + length);
                default -> joined(bytes, to, new byte[0], to + length);
            };
            requireAgreement(UnsafeByteOperations.unsafeWrap(changed), kind + ", edit " + edit + " of seed " + seed);
        }
    }

    private static byte[] joined(byte[] bytes, int to, byte[] piece, int onwards) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(bytes, 0, to);
        out.writeBytes(piece);
        out.write(bytes, onwards, bytes.length - onwards);
        return out.toByteArray();
    }

    @Test
    void aMessageInTwoPartsIsLeftToTheGuardSinceTheirSumMayNameAnything() throws IOException {
        ModelProto proto = ModelProto.parseFrom(linear());
        ModelProto type = ModelProto.newBuilder()
                .setSerializedData(Any.newBuilder().setTypeUrl("type.googleapis.com/tribuo.core.ModelDataProto"))
                .build();

        assertThat(isPlain(linear().concat(type.toByteString()))).isFalse();
        assertThat(isPlain(type.toByteString().concat(linear()))).isFalse();
        assertThat(isPlain(proto.toByteString())).isTrue();
    }

    @Test
    void fieldsInAnotherOrderAndOfUnknownNumbersAreLeftToTheGuardWhichTakesThem() throws IOException {
        ModelProto proto = ModelProto.parseFrom(linear());
        Any data = proto.getSerializedData();
        ByteString backwards = field(2, data.getValue()).concat(field(1, data.getTypeUrlBytes()));
        ByteString reordered = field(2, proto.getClassNameBytes()).concat(field(3, backwards));
        ByteString extended = linear().concat(field(9, ByteString.copyFromUtf8("x")));
        ByteString far = linear().concat(field(99, ByteString.copyFromUtf8("x")));

        for (ByteString unusual : List.of(reordered, extended, far)) {
            assertThat(isPlain(unusual)).isFalse();
            assertThatCode(() -> ClassNameGuard.check(unusual)).doesNotThrowAnyException();
            assertThat(parsed(unusual)).isEqualTo(parsed(linear()));
        }
    }

    private static ByteString field(int number, ByteString content) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        CodedOutputStream coded = CodedOutputStream.newInstance(out);
        coded.writeTag(number, WireFormat.WIRETYPE_LENGTH_DELIMITED);
        coded.writeUInt32NoTag(content.size());
        coded.flush();
        content.writeTo(out);
        return ByteString.copyFrom(out.toByteArray());
    }

    @Test
    void whatStandsBesideAProvenanceIsAClassOnlyIfThatIsAnEnumeration() throws IOException {
        String name = "com.oracle.labs.mlrg.olcut.provenance.primitives.HashProvenance";
        assertThat(names(name, "SHA256")).containsExactlyInAnyOrder("org.tribuo.Model", name);

        String enumeration = "com.oracle.labs.mlrg.olcut.provenance.primitives.EnumProvenance";
        assertThat(names(enumeration, "java.lang.Thread$State"))
                .containsExactlyInAnyOrder("org.tribuo.Model", enumeration, "java.lang.Thread$State");
    }

    private static Set<String> names(String provenance, String additional) throws IOException {
        ByteString model = model(SimpleProvenanceProto.newBuilder()
                .setKey("k")
                .setAdditional(additional)
                .setProvenanceClassName(provenance)
                .build()
                .toByteString());
        Set<String> found = new TreeSet<>();
        assertThat(scan(model, found)).isTrue();
        assertThat(found).isEqualTo(parsed(model));
        return found;
    }

    @Test
    void anEnumerationThatIsToldAfterItsProvenanceOrTwiceIsLeftToTheGuard() throws IOException {
        ByteString provenance =
                field(5, ByteString.copyFromUtf8("com.oracle.labs.mlrg.olcut.provenance.primitives.EnumProvenance"));
        ByteString plain =
                field(5, ByteString.copyFromUtf8("com.oracle.labs.mlrg.olcut.provenance.primitives.HashProvenance"));
        ByteString additional = field(4, ByteString.copyFromUtf8("java.lang.Thread$State"));

        assertThat(isPlain(model(additional.concat(provenance)))).isTrue();
        assertThat(isPlain(model(provenance.concat(additional)))).isFalse();
        assertThat(isPlain(model(additional.concat(plain).concat(provenance)))).isFalse();
        assertThat(isPlain(model(additional))).isFalse();
    }

    private static ByteString model(ByteString provenance) throws IOException {
        RootProvenanceProto root = RootProvenanceProto.parseFrom(field(2, provenance));
        // Parsed to check that it is one; the bytes go in as they were given.
        assertThat(root.getSmpCount()).isEqualTo(1);
        ByteString data = field(2, field(2, provenance));
        ByteString any = field(
                        1,
                        ByteString.copyFromUtf8("type.googleapis.com/"
                                + ModelDataProto.getDescriptor().getFullName()))
                .concat(field(2, data));
        return field(2, ByteString.copyFromUtf8("org.tribuo.Model")).concat(field(3, any));
    }

    @Test
    void namesOfEveryAlphabetArePlain() {
        TextColumn.Builder home = TextColumn.builder("Straße\u0130\uD83C\uDFE0");
        for (int row = 0; row < LOANS.rowCount(); row++) {
            home.add(row % 2 == 0 ? "şehir" : "村");
        }
        Table table = LOANS.with(home.build());
        ByteString model = protobuf(TribuoTrainer.classification(TestModels::linear, TestModels.spec(table))
                .seed(1)
                .train(table));

        assertThat(isPlain(model)).isTrue();
        assertThat(model.toStringUtf8()).contains("村");
    }

    @Test
    void bytesThatLieInSeveralPiecesAreReadAsOne() throws IOException {
        ByteString forest = Objects.requireNonNull(MODELS.get("forest"));
        ByteString pieces = forest.substring(0, 1_000).concat(forest.substring(1_000));

        Set<String> found = new TreeSet<>();
        assertThat(scan(pieces, found)).isTrue();
        assertThat(found).isEqualTo(parsed(forest));
    }
}
