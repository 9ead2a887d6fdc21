// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.holdfast.audit.Actor;
import dev.holdfast.internal.store.Digests;
import dev.holdfast.testkit.ManualClock;
import dev.holdfast.workspace.Workspace;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run says of where it ran. */
class EnvironmentTest {
    private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

    private final Path folder;

    EnvironmentTest(@TempDir Path folder) {
        this.folder = folder;
    }

    private static Map<String, String> facts(Path folder) {
        return new GitMemory(() -> 0).facts(folder);
    }

    private static String commit(Path folder) {
        return facts(folder).getOrDefault("git.commit", "");
    }

    @Test
    void theCommitIsReadFromGitsFiles() throws IOException {
        Path git = Files.createDirectories(folder.resolve("repo/.git"));
        Path deep = Files.createDirectories(folder.resolve("repo/a/b"));
        assertThat(commit(deep)).isEmpty();

        Files.writeString(git.resolve("HEAD"), COMMIT + "\n");
        assertThat(commit(deep)).isEqualTo(COMMIT);

        Files.writeString(git.resolve("HEAD"), "ref: refs/heads/main\n");
        assertThat(commit(deep)).isEmpty();
        Files.writeString(git.resolve("packed-refs"), "# pack-refs\n" + COMMIT + " refs/heads/main\n");
        assertThat(facts(deep)).isEqualTo(Map.of("git.commit", COMMIT, "git.branch", "main", "git.dirty", "unknown"));
        Files.createDirectories(git.resolve("refs/heads"));
        Files.writeString(git.resolve("refs/heads/main"), "no commit");
        assertThat(commit(deep)).isEmpty();

        Path worktree = Files.createDirectories(folder.resolve("tree"));
        Path own = Files.createDirectories(git.resolve("worktrees/tree"));
        Files.writeString(worktree.resolve(".git"), "gitdir: " + own + "\n");
        Files.writeString(own.resolve("HEAD"), "ref: refs/heads/other");
        Files.writeString(own.resolve("commondir"), "../..");
        Files.writeString(git.resolve("refs/heads/other"), COMMIT);
        assertThat(commit(worktree)).isEqualTo(COMMIT);

        Files.writeString(worktree.resolve(".git"), "nonsense");
        assertThat(commit(worktree)).isEmpty();
        Files.writeString(git.resolve("HEAD"), "ref: ../../../../etc/passwd");
        assertThat(commit(deep)).isEmpty();
        Files.writeString(git.resolve("HEAD"), COMMIT);
        for (byte[] nonsense : List.of(new byte[0], new byte[100], "DIRC".getBytes(StandardCharsets.UTF_8))) {
            Files.write(git.resolve("index"), nonsense);
            assertThat(commit(deep)).isEqualTo(COMMIT);
        }
    }

    @Test
    void theAddressOfTheRepositoryComesWithoutCredentials() throws IOException {
        Path git = Files.createDirectories(folder.resolve("repo/.git"));
        Files.writeString(git.resolve("HEAD"), COMMIT);
        Files.writeString(git.resolve("config"), """
                [core]
                	url = not-this
                [remote "backup"]
                	url = https://backup.example/x
                [remote "origin"]
                	fetch = +refs/heads/*:refs/remotes/origin/*
                	url = https://ann:secret@git.example/credit.git?token=abc # where it is
                """);

        assertThat(facts(folder.resolve("repo"))).containsEntry("git.remote", "https://git.example/credit.git");
        assertThat(GitRepository.withoutCredentials("git@git.example:credit.git"))
                .isEqualTo("git@git.example:credit.git");
        assertThat(GitRepository.withoutCredentials("ssh://git:pw@git.example/c?d"))
                .isEqualTo("ssh://git.example/c?d");
    }

    private String git(Path folder, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                "git",
                "-c",
                "user.name=a",
                "-c",
                "user.email=a@example.org",
                "-c",
                "init.defaultBranch=main",
                "-c",
                "commit.gpgsign=false"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().put("GIT_CONFIG_NOSYSTEM", "1");
        builder.environment().put("HOME", folder.toString());
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(said).isZero();
        return said.strip();
    }

    private static boolean hasGit() {
        try {
            return new ProcessBuilder("git", "--version").start().waitFor() == 0;
        } catch (IOException | InterruptedException e) {
            return false;
        }
    }

    private static void old(Path file) throws IOException {
        Files.setLastModifiedTime(file, FileTime.fromMillis(1_600_000_000_000L));
    }

    @Test
    void changesOfTrackedFilesAreSeenAsGitSeesThem() throws Exception {
        assumeThat(hasGit()).as("git is installed").isTrue();
        for (String version : List.of("2", "4")) {
            Path repo = Files.createDirectories(folder.resolve("repo" + version + "/a/b/c"))
                    .resolve("../../..")
                    .normalize();
            git(repo, "init", "-q");
            git(repo, "config", "index.version", version);
            for (String name : List.of("x", "a.txt", "a/y", "a/b/z", "a/b/c/\u0131 w", "a-b", "a/long".repeat(3))) {
                Path file = repo.resolve(name);
                Files.createDirectories(file.getParent());
                Files.writeString(file, name);
                old(file);
            }
            Files.createSymbolicLink(repo.resolve("link"), Path.of("x"));
            git(repo, "add", "-A");
            git(repo, "commit", "-qm", "first");
            Files.writeString(repo.resolve("untracked"), "u");
            String commit = git(repo, "rev-parse", "HEAD");
            assertThat(facts(repo)).isEqualTo(Map.of("git.commit", commit, "git.branch", "main", "git.dirty", "false"));

            Files.writeString(repo.resolve("a/y"), "A/y");
            assertThat(facts(repo)).containsEntry("git.dirty", "true");
            git(repo, "add", "a/y");
            assertThat(facts(repo)).containsEntry("git.dirty", "true");
            git(repo, "commit", "-qm", "second");
            assertThat(facts(repo)).containsEntry("git.dirty", "false");
            Files.writeString(repo.resolve("x"), "x");
            assertThat(facts(repo)).as("touched only").containsEntry("git.dirty", "false");
            git(repo, "repack", "-adq");
            git(repo, "prune-packed");
            assertThat(facts(repo)).as("packed").containsEntry("git.dirty", "false");
            Files.delete(repo.resolve("a-b"));
            assertThat(facts(repo)).as("deleted").containsEntry("git.dirty", "true");
            git(repo, "checkout", "-q", "--", "a-b");
            Files.delete(repo.resolve("link"));
            Files.createSymbolicLink(repo.resolve("link"), Path.of("a-b"));
            assertThat(facts(repo)).as("link").containsEntry("git.dirty", "true");
            git(repo, "checkout", "-q", "--", "link");
            git(repo, "rm", "-q", "--cached", "x");
            assertThat(facts(repo)).as("removed from the index").containsEntry("git.dirty", "true");
        }
    }

    @Test
    void runsThatBeginWithinASecondLookAtTheFilesOnce() throws Exception {
        assumeThat(hasGit()).as("git is installed").isTrue();
        Path repo = Files.createDirectories(folder.resolve("repo"));
        git(repo, "init", "-q");
        Path file = Files.writeString(repo.resolve("x"), "x");
        old(file);
        git(repo, "add", "-A");
        git(repo, "commit", "-qm", "first");
        AtomicLong now = new AtomicLong(Long.MAX_VALUE - 10);
        GitMemory memory = new GitMemory(now::get);
        assertThat(memory.facts(repo)).containsEntry("git.dirty", "false");

        Files.writeString(file, "y!");
        now.addAndGet(999_999_999);
        assertThat(memory.facts(repo)).as("within the second").containsEntry("git.dirty", "false");
        now.incrementAndGet();
        assertThat(memory.facts(repo)).as("after it").containsEntry("git.dirty", "true");
        git(repo, "commit", "-qam", "second");
        assertThat(memory.facts(repo))
                .as("another commit and index")
                .containsEntry("git.dirty", "false")
                .containsEntry("git.commit", git(repo, "rev-parse", "HEAD"));
        assertThat(memory.facts(folder)).isEmpty();
    }

    private Path jar(String name, String classPath, String... poms) throws IOException {
        Path file = folder.resolve(name);
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        if (!classPath.isEmpty()) {
            manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, classPath);
        }
        try (OutputStream out = Files.newOutputStream(file);
                JarOutputStream jar = new JarOutputStream(out, manifest)) {
            for (String pom : poms) {
                jar.putNextEntry(new JarEntry("META-INF/maven/g/" + pom + "/pom.properties"));
                jar.write(("groupId=g\nartifactId=" + pom + "\nversion=1.2\n").getBytes(StandardCharsets.UTF_8));
            }
        }
        return file;
    }

    @Test
    void theClassPathIsToldByItsJarsAndThoseThatTheyName() throws IOException {
        Path inner = jar("inner.jar", "", "inner");
        Path outer = jar("outer.jar", "inner.jar missing.jar http://elsewhere.example/x.jar outer.jar", "a", "b");
        Path broken = Files.writeString(folder.resolve("broken.jar"), "no jar");
        Path classes = Files.createDirectories(folder.resolve("classes"));
        ClassPath path = ClassPath.of(String.join(
                File.pathSeparator, outer.toString(), "", classes.toString(), broken.toString(), inner.toString()));

        assertThat(path.dependencies())
                .extracting(Dependency::name)
                .containsExactly("outer.jar", "inner.jar", "broken.jar");
        assertThat(path.dependencies()).extracting(Dependency::coordinates).containsExactly("", "g:inner:1.2", "");
        assertThat(path.dependencies().get(2).sha256()).isEqualTo(Digests.of("no jar"));
        assertThat(path.dependencies().get(2).sizeBytes()).isEqualTo(6);
        assertThat(ClassPath.read(path.document())).isEqualTo(path.dependencies());
        assertThat(path.document()).doesNotContain(folder.toString());
        assertThat(ClassPath.of("").dependencies()).isEmpty();
    }

    @Test
    void aRunSaysWhereItRanAndWithWhat() {
        try (Workspace workspace = Workspace.open(
                folder.resolve("w"), o -> o.clock(new ManualClock()).actor(Actor.of("anna")))) {
            Tracker tracker = workspace.tracker();
            String present = System.getenv().containsKey("PATH") ? "PATH" : "Path";
            RunRecord run = tracker.withVariables(present, "HOLDFAST_NOT_SET").run("credit", "r", r -> r.record());
            RunRecord plain = tracker.run("credit", "s", r -> r.record());

            assertThat(run.environment())
                    .containsKeys(
                            "java.version", "java.vendor", "os.name", "os.arch", "processors", "variable." + present)
                    .doesNotContainKey("variable.HOLDFAST_NOT_SET")
                    .containsEntry("dependencies", ClassPath.ofThisJvm().digest());
            assertThat(plain.environment().keySet()).noneMatch(fact -> fact.startsWith("variable."));
            assertThat(tracker.dependencies(run))
                    .isEqualTo(tracker.dependencies(plain))
                    .isEqualTo(ClassPath.ofThisJvm().dependencies());
            for (String secret :
                    List.of("DB_PASSWORD", "github_token", "AWS_SECRET_ACCESS_KEY", "API_KEY", "", "MY_CREDENTIALS")) {
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> tracker.withVariables(secret))
                        .withMessage("the environment variable '" + secret + "' is named like a secret, and what a run"
                                + " records is read by many; leave it out");
            }
        }
    }
}
