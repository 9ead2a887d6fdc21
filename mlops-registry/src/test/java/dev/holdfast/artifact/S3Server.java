// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.artifact;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** A real S3 server on loopback that keeps its objects in memory, and in a folder when they are to be large. */
final class S3Server implements AutoCloseable {
    static final String BUCKET = "models";

    private static final boolean LARGE = Long.getLong("holdfast.blob.bytes", 0) > 100_000_000;

    /** How long the server may think: it copies all parts of a large object into one before it answers. */
    private static final Duration PATIENCE = Duration.ofSeconds(LARGE ? 600 : 5);

    private final S3Proxy server;

    S3Server(Path folder) throws Exception {
        server = S3Proxy.builder()
                .endpoint(URI.create("http://127.0.0.1:0"))
                .awsAuthentication(AuthenticationType.AWS_V4, "id", "secret")
                .blobStore(LARGE ? new FilesystemNio2BlobStore(folder.toString()) : new TransientNio2BlobStore())
                .v4MaxNonChunkedRequestSize(256L << 20)
                .build();
        server.start();
        while (!server.getState().equals("STARTED")) {
            Thread.sleep(10);
        }
        try (S3Client client = client(server.getPort())) {
            client.createBucket(create -> create.bucket(BUCKET));
        }
    }

    int port() {
        return server.getPort();
    }

    /** A client of the server, or of a proxy before it, that repeats nothing by itself. */
    static S3Client client(int port) {
        return S3Client.builder()
                .endpointOverride(URI.create("http://127.0.0.1:" + port))
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("id", "secret")))
                .forcePathStyle(true)
                .httpClientBuilder(Apache5HttpClient.builder().socketTimeout(PATIENCE))
                .overrideConfiguration(override -> override.retryStrategy(retry -> retry.maxAttempts(1)))
                .build();
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("the server does not stop", e);
        }
    }
}
