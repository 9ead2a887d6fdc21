// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.Closeable;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/**
 * A PostgreSQL server of a test's own that writes durably ({@code fsync}, {@code synchronous_commit} and {@code
 * full_page_writes} are on), which the test may kill and start again. Where it cannot be started the test is skipped.
 */
public final class PostgresServer implements Closeable {
    private final Path data;
    private final int port;
    private final EmbeddedPostgres server;
    private List<String> command = List.of();

    private PostgresServer(Path data, int port, EmbeddedPostgres server) {
        this.data = data;
        this.port = port;
        this.server = server;
    }

    /** Starts a server that keeps its files in a folder. */
    public static PostgresServer start(Path data) {
        try {
            int port = freePort();
            PostgresServer server = new PostgresServer(data, port, server(data, port));
            server.requireDurability();
            return server;
        } catch (IOException | IllegalStateException e) {
            return Assumptions.abort("SKIPPED: PostgreSQL cannot be started here: " + e);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static EmbeddedPostgres server(Path data, int port) throws IOException {
        return EmbeddedPostgres.builder()
                .setDataDirectory(data)
                .setCleanDataDirectory(false)
                .setPort(port)
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("full_page_writes", "on")
                .start();
    }

    /** Returns the address for connections. */
    public String url() {
        return "jdbc:postgresql://localhost:" + port + "/postgres?user=postgres";
    }

    /** Kills the server and all of its processes, as an operating system that runs out of memory does. */
    public void kill() throws IOException, InterruptedException {
        ProcessHandle postmaster = ProcessHandle.of(Long.parseLong(
                        Files.readAllLines(data.resolve("postmaster.pid")).get(0)))
                .orElseThrow();
        var all = postmaster.descendants().toList();
        List<String> words = new ArrayList<>();
        if (System.getProperty("user.name").equals("root")) {
            // The server refuses to run as root; in a user namespace it is nobody.
            words.addAll(List.of("unshare", "-U"));
        }
        words.add(postmaster.info().command().orElseThrow());
        words.addAll(List.of(postmaster.info().arguments().orElseThrow()));
        command = List.copyOf(words);
        postmaster.destroyForcibly();
        all.forEach(ProcessHandle::destroyForcibly);
        postmaster.onExit().join();
        all.forEach(each -> each.onExit().join());
    }

    /** Starts the server again on what it left, as it was started before it was killed. */
    public void restart() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        for (int attempt = 0; process.isAlive() && attempt < 600; attempt++) {
            try (Connection connection = DriverManager.getConnection(url())) {
                connection.isValid(1);
                return;
            } catch (SQLException e) {
                Thread.sleep(100);
            }
        }
        throw new IllegalStateException("the server did not start again: " + command);
    }

    private void requireDurability() {
        try (Connection connection = DriverManager.getConnection(url());
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT current_setting('fsync')"
                        + " || current_setting('synchronous_commit') || current_setting('full_page_writes')")) {
            row.next();
            if (!row.getString(1).equals("ononon")) {
                throw new AssertionError("the server does not write durably: " + row.getString(1));
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
