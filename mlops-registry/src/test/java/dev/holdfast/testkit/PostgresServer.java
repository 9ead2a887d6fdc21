// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.Closeable;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/**
 * A PostgreSQL server of a test's own that writes durably ({@code fsync}, {@code synchronous_commit} and {@code
 * full_page_writes} are on), which the test may kill and start again. Where it cannot be started the test is skipped.
 */
public final class PostgresServer implements Closeable {
    private final Path data;
    private final int port;
    private EmbeddedPostgres server;

    private PostgresServer(Path data, int port, EmbeddedPostgres server) {
        this.data = data;
        this.port = port;
        this.server = server;
    }

    /** Starts a server that keeps its files in a folder. */
    public static PostgresServer start(Path data) {
        try {
            int port = freePort();
            return new PostgresServer(data, port, server(data, port));
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
        postmaster.destroyForcibly();
        all.forEach(ProcessHandle::destroyForcibly);
        postmaster.onExit().join();
        all.forEach(each -> each.onExit().join());
    }

    /** Starts the server again on what it left. */
    public void restart() throws IOException {
        server = server(data, port);
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
