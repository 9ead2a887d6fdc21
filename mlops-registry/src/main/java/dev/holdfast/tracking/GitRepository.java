// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.tracking;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a folder's Git repository tells: the commit that is checked out, the branch, the address that it came from and
 * whether tracked files differ from the commit. Git's files are read; no process is started and nothing is written.
 *
 * @param tree the folder of the files
 * @param own what belongs to this tree: its head and index
 * @param common what all trees of the repository share
 */
record GitRepository(Path tree, Path own, Path common) {
    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}|[0-9a-f]{64}");
    private static final Pattern SECTION = Pattern.compile("\\[\\s*remote\\s+\"([^\"]+)\"\\s*\\].*");
    private static final Pattern URL = Pattern.compile("url\\s*=\\s*\"?([^\"#;]*)\"?.*");
    private static final Pattern CREDENTIALS = Pattern.compile("(?<=://)[^/@]*@");

    /** Finds the repository of a folder, or of a folder above it. */
    static Optional<GitRepository> of(Path folder) throws IOException {
        for (@Nullable Path up = folder.toAbsolutePath().normalize(); up != null; up = up.getParent()) {
            Path git = up.resolve(".git");
            if (Files.isDirectory(git)) {
                return Optional.of(new GitRepository(up, git, git));
            } else if (Files.isRegularFile(git)) {
                String pointer = line(git);
                if (!pointer.startsWith("gitdir: ")) {
                    return Optional.empty();
                }
                Path own = up.resolve(pointer.substring(8)).normalize();
                Path shared = own.resolve("commondir");
                Path common = Files.exists(shared) ? own.resolve(line(shared)).normalize() : own;
                return Optional.of(new GitRepository(up, own, common));
            }
        }
        return Optional.empty();
    }

    /** Tells whether tracked files differ from a commit. */
    @FunctionalInterface
    interface Changes {
        String of(GitRepository git, String commit) throws IOException;
    }

    /** Returns what is told; nothing where there is no repository, or none that can be read. */
    static Map<String, String> facts(Path folder, Changes changes) {
        Map<String, String> facts = new TreeMap<>();
        try {
            Optional<GitRepository> found = of(folder);
            if (found.isPresent()) {
                GitRepository git = found.get();
                Optional<String> commit = git.commit();
                commit.ifPresent(id -> facts.put("git.commit", id));
                git.branch().ifPresent(name -> facts.put("git.branch", name));
                git.remote().ifPresent(url -> facts.put("git.remote", url));
                if (commit.isPresent()) {
                    facts.put("git.dirty", changes.of(git, commit.get()));
                }
            }
        } catch (IOException | RuntimeException e) {
            // A repository that cannot be read is no reason to fail a training; what was found by then stands.
            return facts;
        }
        return facts;
    }

    Optional<String> commit() throws IOException {
        String head = line(own.resolve("HEAD"));
        if (!head.startsWith("ref: ")) {
            return valid(head);
        }
        String reference = head.substring(5);
        for (Path root : new Path[] {own, common}) {
            Path file = root.resolve(reference).normalize();
            if (file.startsWith(root.normalize()) && Files.isRegularFile(file)) {
                return valid(line(file));
            }
        }
        Path packed = common.resolve("packed-refs");
        if (!Files.exists(packed)) {
            return Optional.empty();
        }
        return Files.readAllLines(packed).stream()
                .filter(line -> line.endsWith(" " + reference))
                .map(line -> line.substring(0, line.indexOf(' ')))
                .findFirst()
                .flatMap(GitRepository::valid);
    }

    private Optional<String> branch() throws IOException {
        String head = line(own.resolve("HEAD"));
        String prefix = "ref: refs/heads/";
        return head.startsWith(prefix) ? Optional.of(head.substring(prefix.length())) : Optional.empty();
    }

    /** The address of the remote repository, of "origin" if there is one, without the credentials that may be in it. */
    private Optional<String> remote() throws IOException {
        Path config = common.resolve("config");
        if (!Files.isRegularFile(config)) {
            return Optional.empty();
        }
        Map<String, String> remotes = new TreeMap<>();
        String section = "";
        for (String line : Files.readAllLines(config)) {
            Matcher begin = SECTION.matcher(line.strip());
            Matcher url = URL.matcher(line.strip());
            if (line.strip().startsWith("[")) {
                section = begin.matches() ? begin.group(1) : "";
            } else if (!section.isEmpty() && url.matches()) {
                remotes.putIfAbsent(section, withoutCredentials(url.group(1).strip()));
            }
        }
        return remotes.containsKey("origin")
                ? Optional.of(remotes.get("origin"))
                : remotes.values().stream().findFirst();
    }

    /** Takes the user, the password and the query out of an address; {@code git@host:path} has none. */
    static String withoutCredentials(String address) {
        String bare = CREDENTIALS.matcher(address).replaceAll("");
        int query = bare.toLowerCase(Locale.ROOT).startsWith("http") ? bare.indexOf('?') : -1;
        return query < 0 ? bare : bare.substring(0, query);
    }

    private static Optional<String> valid(String commit) {
        return Optional.of(commit).filter(text -> COMMIT.matcher(text).matches());
    }

    private static String line(Path file) throws IOException {
        return Files.readString(file).strip();
    }
}
