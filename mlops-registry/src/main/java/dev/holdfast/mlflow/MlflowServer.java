// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.mlflow;

import dev.holdfast.registry.Registry;
import dev.holdfast.tracking.RunCondition;
import dev.holdfast.tracking.Tracker;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * A tracking server of MLflow, to which runs and models are sent over its REST interface, so that a team keeps its pages.
 * Immutable and thread-safe.
 *
 * <pre>{@code
 * MlflowServer server = MlflowServer.at(HttpClient.newHttpClient(), URI.create("https://mlflow.example.com"))
 *         .withHeader("Authorization", "Bearer " + token);
 * server.send(workspace.tracker(), workspace.registry(), RunCondition.experiment("credit"), scratch);
 * }</pre>
 */
public final class MlflowServer {
    private final URI address;
    private final MlflowHttp http;

    private MlflowServer(URI address, MlflowHttp http) {
        this.address = address;
        this.http = http;
    }

    /**
     * Returns a server.
     *
     * @param client the host's client, with its proxies and trust; a request that is not answered within a minute, an
     *     upload within an hour, has failed
     * @param address where the server is, without {@code /api}
     * @return the server
     * @throws IllegalArgumentException when the address is not one of HTTP
     */
    public static MlflowServer at(HttpClient client, URI address) {
        return at(client, address, Duration.ofMillis(500));
    }

    static MlflowServer at(HttpClient client, URI address, Duration firstPause) {
        Objects.requireNonNull(client, "client");
        boolean web = "http".equals(address.getScheme()) || "https".equals(address.getScheme());
        if (!web || address.getQuery() != null) {
            throw new IllegalArgumentException(
                    "the address of a server must begin with http:// or https:// and have no query, got " + address);
        }
        URI base = URI.create(address.toString().replaceFirst("/+$", ""));
        return new MlflowServer(base, new MlflowHttp(client, base, List.of(), firstPause));
    }

    /**
     * Sets a header that every request carries, such as {@code Authorization}.
     *
     * @param name its name
     * @param value its value
     * @return the server with it
     */
    public MlflowServer withHeader(String name, String value) {
        return new MlflowServer(address, http.withHeader(name, value));
    }

    /**
     * Sends runs, and the registered models whose versions come from them. A run is found again on the server by the tag
     * {@code holdfast.run_id}: what is there is not sent twice, and a call that failed in the middle is made again to go
     * on. A run that is still running is sent as far as it has come. A request that fails in passing is repeated.
     *
     * <p>MLflow gives versions its own numbers; the number here is the tag {@code holdfast.version}. Values that are
     * longer than it takes become files, names that it does not take are changed, and both are noted. A server keeps
     * infinite values as the largest finite one, whatever is sent.
     *
     * @param tracker the runs
     * @param registry the models
     * @param which which of the runs
     * @param scratch a folder with room for the largest file
     * @return what was sent
     * @throws MlflowException when the server cannot be reached or refuses something
     */
    public MlflowReport send(Tracker tracker, Registry registry, RunCondition which, Path scratch) {
        return new Sending(http, tracker, registry, scratch).send(which);
    }

    @Override
    public String toString() {
        return "MlflowServer[" + address + "]";
    }
}
