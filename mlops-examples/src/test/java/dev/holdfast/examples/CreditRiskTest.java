// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.holdfast.workspace.Workspace;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CreditRiskTest {
    @TempDir
    Path folder;

    @Test
    void tellsTheWholeStoryAndGoesOnWhenStartedAgainAndRepeatsItselfOnAFreshWorkspace() throws Exception {
        Program.Ended first = Program.run("--workspace", folder.resolve("a").toString());
        assertThat(first.err()).isEmpty();
        assertThat(first.status()).isZero();
        assertThat(first.out())
                .contains("Income    381 of 4,454", "Assets     47 of 4,454", "Debt       18 of 4,454")
                .contains("Home        6 of 4,454", "Job         2 of 4,454", "Marital     1 of 4,454")
                .containsSubsequence(
                        "REFUSED  credit-runner-up version 1",
                        "log-loss",
                        "registered credit version 1",
                        "Gates.approvals(1): expected 1 approval",
                        "PROMOTED credit version 1 to 'champion' by Grace (risk)",
                        "the remaining first customers",
                        "no alert",
                        "freelance and part-time customers",
                        "ALERT: Job: 100.0 % of values are levels that the reference never had",
                        "asked for retraining: accepted",
                        "registered credit version 2",
                        "PROMOTED credit version 2",
                        "to=credit version 2",
                        "no alert",
                        "rolled back to credit version 1",
                        "serving credit version 2",
                        "the chain is intact");
        Path report = folder.resolve("a/reports/credit-2.html");
        assertThat(first.out()).contains(report.toString());
        assertThat(Files.readString(report)).contains("<svg", "Window 6: drift").doesNotContain("<script", "src=");

        Program.Ended again = Program.run("--workspace", folder.resolve("a").toString());
        assertThat(again.err()).isEmpty();
        assertThat(again.out()).contains("registered credit version 3", "registered credit version 4");
        assertThat(folder.resolve("a/reports/credit-4.html")).exists();

        Program.Ended fresh = Program.run("--workspace", folder.resolve("b").toString());
        assertThat(numbers(fresh.out())).isEqualTo(numbers(first.out()));
    }

    /** All that the program prints but identifiers of runs, hashes of the audit trail, durations and paths. */
    private static List<String> numbers(String out) {
        return out.lines()
                .filter(line ->
                        !line.contains("   run ") && !line.contains("/reports/") && !line.contains("workspace  "))
                .map(line -> line.replaceAll(" \\.\\.\\. [0-9.]+ s$", " ..."))
                .map(line ->
                        line.matches(" +[0-9]+  [0-9a-f]{12}  .*") ? line.replaceAll("\\b[0-9a-f]{12}\\b", "") : line)
                .toList();
    }

    @Test
    void aFileThatIsNotThereIsNamed() throws Exception {
        Path missing = folder.resolve("nowhere.csv");
        assertThat(refused("--data", missing.toString())).contains(missing.toString());
    }

    @Test
    void aDirectoryInsteadOfAFileIsNamed() throws Exception {
        assertThat(refused("--data", folder.toString())).contains(folder.toString(), "directory");
    }

    @Test
    void anEmptyFileIsNamed() throws Exception {
        Path empty = Files.createFile(folder.resolve("empty.csv"));
        assertThat(refused("--data", empty.toString())).contains(empty.toString(), "empty");
    }

    @Test
    void aHeaderWithoutRowsIsNamed() throws Exception {
        Path file = loans(lines -> lines.subList(1, lines.size()).clear());
        assertThat(refused("--data", file.toString())).contains(file.toString(), "0 rows");
    }

    @Test
    void aWrongHeaderNamesTheColumnThatIsNotThere() throws Exception {
        Path file = loans(lines -> lines.set(0, lines.get(0).replace("Income", "Salary")));
        assertThat(refused("--data", file.toString())).contains(file + ", line 1:", "'Income'");
    }

    @Test
    void aRaggedRowNamesTheLine() throws Exception {
        Path file = loans(lines -> lines.set(6, lines.get(6) + ",1"));
        assertThat(refused("--data", file.toString())).contains(file.toString(), "line 7", "15", "14");
    }

    @Test
    void aCategoryThatIsNotKnownNamesLineAndColumn() throws Exception {
        Path file = loans(lines ->
                lines.set(41, lines.get(41).replaceFirst("\"(rent|owner|parents|priv|other)\"", "\"castle\"")));
        assertThat(refused("--data", file.toString())).contains(file.toString(), "line 42", "'Home'", "'castle'");
    }

    @Test
    void aNumberThatIsNoneNamesLineAndColumn() throws Exception {
        Path file = loans(lines -> lines.set(9, lines.get(9).replaceFirst("^(\"[a-z]+\"),\\d+", "$1,nine")));
        assertThat(refused("--data", file.toString())).contains(file.toString(), "line 10", "'Seniority'", "'nine'");
    }

    @Test
    void tooFewOfTheLaterCustomersAreCounted() throws Exception {
        Path file =
                loans(lines -> lines.removeIf(line -> line.contains("\"freelance\"") || line.contains("\"partime\"")));
        assertThat(refused("--data", file.toString())).contains(file.toString(), "0 of those with Job");
    }

    @Test
    void aFolderThatIsNoWorkspaceIsNamedAndLeftAlone() throws Exception {
        Path other = Files.createDirectories(folder.resolve("photos"));
        Files.writeString(other.resolve("cat.jpg"), "meow");
        assertThat(refused("--workspace", other.toString())).contains(other.toString());
        try (Stream<Path> files = Files.list(other)) {
            assertThat(files).containsExactly(other.resolve("cat.jpg"));
        }
    }

    @Test
    void aFileInsteadOfAWorkspaceIsNamed() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "text");
        assertThat(refused("--workspace", file.toString())).contains(file.toString());
        assertThat(file).hasContent("text");
    }

    @Test
    void aWorkspaceOfANewerVersionIsNamedAndLeftAlone() throws Exception {
        Path newer = folder.resolve("newer");
        Workspace.open(newer).close();
        Path marker = newer.resolve("holdfast.json");
        String future = Files.readString(marker).replaceFirst("\\d+", "999");
        Files.writeString(marker, future);
        assertThat(refused("--workspace", newer.toString())).contains(newer.toString(), "999");
        assertThat(marker).hasContent(future);
    }

    @Test
    void aPlaceThatCannotBeWrittenIsNamed() throws Exception {
        // A file where a folder is needed stops everybody; permissions would not stop an administrator.
        Path blocked = Files.writeString(folder.resolve("blocked"), "").resolve("workspace");
        assertThat(refused("--workspace", blocked.toString())).contains(blocked.toString());
    }

    @Test
    void aReadOnlyDiskIsNamed() throws Exception {
        // Nobody can make folders in sysfs, an administrator neither.
        Path system = Path.of("/sys/kernel");
        assumeTrue(Files.isDirectory(system), "needs a file system that is read-only for everybody");
        String workspace = system.resolve("holdfast").toString();
        assertThat(refused("--workspace", workspace)).contains(workspace, "check the path and its disk");
    }

    @Test
    void theStackTraceIsPrintedWhenAskedFor() throws Exception {
        Program.Ended ended =
                Program.run("--debug", "--data", folder.resolve("nowhere.csv").toString());
        assertThat(ended.status()).isEqualTo(2);
        assertThat(ended.err()).contains("\tat dev.holdfast.data.Csv");
    }

    @Test
    void anUnknownArgumentIsAnsweredWithTheUsage() throws Exception {
        assertThat(refused("--dta", "x.csv")).contains("unknown argument '--dta'", "usage: CreditRisk");
    }

    /** Runs the program, which must refuse with one message and write nothing. */
    private String refused(String... arguments) throws Exception {
        List<String> all = new ArrayList<>(List.of(arguments));
        Path workspace = folder.resolve("untouched");
        if (!all.contains("--workspace")) {
            all.addAll(List.of("--workspace", workspace.toString()));
        }
        Program.Ended ended = Program.run(all.toArray(String[]::new));
        assertThat(ended.status()).as(ended.err()).isEqualTo(2);
        assertThat(ended.err()).startsWith("CreditRisk: ").doesNotContain("\tat ", "Exception");
        assertThat(workspace).doesNotExist();
        return ended.err();
    }

    private interface Edit {
        void apply(List<String> lines);
    }

    private Path loans(Edit edit) throws IOException {
        try (InputStream in = Objects.requireNonNull(Loans.class.getResourceAsStream(Loans.BUILT_IN))) {
            List<String> lines = new ArrayList<>(new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList());
            edit.apply(lines);
            return Files.write(folder.resolve("loans.csv"), lines);
        }
    }
}
