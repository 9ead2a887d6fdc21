// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testing.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.data.Row;
import dev.holdfast.data.Table;
import dev.holdfast.model.ClassScores;
import dev.holdfast.model.Predictor;
import dev.holdfast.report.Outcome;
import dev.holdfast.testing.Credit;
import dev.holdfast.testing.ModelUnderTest;
import dev.holdfast.testing.TestData;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FixturesTest {
    private static final Settings NONE = key -> Optional.empty();

    static class Base {
        @ModelUnderTest("credit@3")
        private Predictor<Row, ClassScores> model = row -> Credit.GOOD.predict(row);

        Predictor<Row, ClassScores> model() {
            return model;
        }
    }

    static class Child extends Base {
        @ModelUnderTest(value = "credit@candidate", workspace = "elsewhere")
        Predictor<Row, ClassScores> other = row -> Credit.GOOD.predict(row);

        @ModelUnderTest(value = "credit@candidate", workspace = "elsewhere")
        Predictor<Row, ClassScores> again = row -> Credit.GOOD.predict(row);

        @ModelUnderTest("credit@3")
        static Predictor<Row, ClassScores> shared = row -> Credit.GOOD.predict(row);

        String untouched = "untouched";
    }

    @Test
    void modelsAreLoadedOnceAndSetInSuperclassesAndStaticFieldsToo() {
        List<ModelReference> asked = new ArrayList<>();
        Fixtures fixtures = Fixtures.with(NONE, (reference, settings) -> {
            asked.add(reference);
            return Credit.GOOD;
        });
        Child child = new Child();
        fixtures.inject(Child.class, child);
        fixtures.inject(Child.class, null);
        assertThat(child.model()).isSameAs(Credit.GOOD);
        assertThat(child.other).isSameAs(Credit.GOOD);
        assertThat(child.again).isSameAs(Credit.GOOD);
        assertThat(Child.shared).isSameAs(Credit.GOOD);
        assertThat(child.untouched).isEqualTo("untouched");
        assertThat(asked)
                .containsExactly(
                        ModelReference.parse("credit@candidate", "elsewhere"), ModelReference.parse("credit@3", ""));
        assertThat(asked.get(0).number()).isEmpty();
        assertThat(asked.get(1).number()).hasValue(3);
        assertThat(asked.get(1)).hasToString("credit@3");
    }

    @Test
    void aReferenceNeedsNameAndVersion() {
        for (String text : List.of("credit", "@candidate", "credit@")) {
            assertThatThrownBy(() -> ModelReference.parse(text, ""))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("a stored model is named with its alias or number, as in \"credit@candidate\" or"
                            + " \"credit@3\", got \"" + text + "\"");
        }
    }

    static class Coded {
        @ModelUnderTest(value = "credit@3", codec = String.class)
        Predictor<Row, ClassScores> model = row -> Credit.GOOD.predict(row);
    }

    static class Final {
        @ModelUnderTest("credit@3")
        final Predictor<Row, ClassScores> model = row -> Credit.GOOD.predict(row);
    }

    static class Misfit {
        @ModelUnderTest("credit@3")
        Table model = Table.of();
    }

    @Test
    void fieldsThatCannotTakeTheModelFailTheTest() {
        Fixtures fixtures = Fixtures.with(NONE, (reference, settings) -> Credit.GOOD);
        assertThatThrownBy(() -> fixtures.inject(Final.class, new Final()))
                .isInstanceOf(AssertionError.class)
                .hasMessageEndingWith("model cannot be given a value, as it is final");
        assertThatThrownBy(() -> fixtures.inject(Misfit.class, new Misfit()))
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("expected a dev.holdfast.data.Table for Misfit.model, got the ");
    }

    @Test
    void aCodecThatIsNoneFailsTheTest() {
        Fixtures fixtures = Fixtures.with(NONE, (reference, settings) -> Credit.GOOD);
        assertThatThrownBy(() -> fixtures.inject(Coded.class, new Coded()))
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("the model \"credit@3\" cannot be loaded: the codec java.lang.String must be a"
                        + " ModelCodec with a constructor without parameters: java.lang.ClassCastException");
    }

    @Test
    void withoutASourceTheTestFailsAndSaysWhatIsMissing() {
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        Thread.currentThread().setContextClassLoader(ClassLoader.getPlatformClassLoader());
        try {
            assertThatThrownBy(() -> Fixtures.with(NONE).inject(Base.class, new Base()))
                    .isInstanceOf(AssertionError.class)
                    .hasMessage("the model \"credit@3\" cannot be loaded: expected one source of models, got 0; add"
                            + " mlops-registry to the tests, or register a ModelSource");
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
    }

    static class Rows {
        @TestData("src/test/resources/dev/holdfast/testing/junit/loans.csv")
        Table byPath = Table.of();

        @TestData("../junit/loans.csv")
        Table byResource = Table.of();
    }

    @Test
    void dataAreFoundOnTheClassPathAndInFiles() {
        Rows rows = new Rows();
        Fixtures.with(NONE).inject(Rows.class, rows);
        assertThat(rows.byPath.rowCount()).isEqualTo(400);
        assertThat(rows.byPath.fingerprint()).isEqualTo(rows.byResource.fingerprint());
        assertThat(rows.byPath.position(0)).isPresent();
    }

    @Test
    void aRunIsSharedByFolderAndATestThatRunsAgainReplacesItsResult(@TempDir Path folder) throws Exception {
        QualityRun run = QualityRun.in(folder);
        assertThat(QualityRun.in(folder.resolve("x").resolve(".."))).isSameAs(run);
        assertThat(run.write()).isEmpty();
        run.add(TestResult.of("A", "one", List.of(), "no rows"));
        assertThat(run.results()).extracting(TestResult::outcome).containsExactly(Outcome.FAILED);
        run.add(TestResult.of("A", "two", List.of(), ""));
        run.add(TestResult.of("A", "one", List.of(), ""));
        assertThat(run.results()).extracting(TestResult::test).containsExactly("two", "one");
        assertThat(run.write()).allMatch(Files::isRegularFile).hasSize(2);
        assertThat(Files.readString(folder.resolve("model-quality.md")))
                .startsWith("# Model tests: 2 of 2 passed\n\n- **✓ PASSED** all tests: 2 ✓ passed; 0 assertions");
        assertThat(QualityRun.of(key -> Optional.of("none"))).isEmpty();
        assertThat(QualityRun.of(key -> Optional.of(folder.toString()))).containsSame(run);
        assertThat(QualityRun.of(NONE))
                .hasToString("Optional[QualityRun in "
                        + Path.of(Files.isDirectory(Path.of("target")) ? "target" : "build", "model-tests")
                                .toAbsolutePath()
                        + "]");
    }
}
