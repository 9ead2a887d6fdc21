// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.deployment;

import dev.holdfast.audit.Actor;
import dev.holdfast.model.ModelCodec;
import dev.holdfast.model.StorableModel;
import dev.holdfast.registry.ModelVersion;
import dev.holdfast.registry.RegisteredModel;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** The registry as the source of versions. */
record RegistrySource<I, O>(RegisteredModel registered, ModelCodec<I, O> codec) implements VersionSource<I, O> {
    @Override
    public String model() {
        return registered.name();
    }

    @Override
    public long revision(String alias) {
        return registered.aliasRevision(alias);
    }

    @Override
    public Optional<Release<I, O>> named(String alias) {
        return registered.alias(alias).map(version -> new RegistryRelease<>(version, codec));
    }

    @Override
    public void rollback(String alias, Actor actor, String reason) {
        registered.rollback(alias).as(actor).because(reason);
    }

    private record RegistryRelease<I, O>(ModelVersion stored, ModelCodec<I, O> codec) implements Release<I, O> {
        @Override
        public DeployedVersion version() {
            return new DeployedVersion(stored.model(), stored.number(), stored.digest());
        }

        @Override
        public Loaded<I, O> load() {
            Weighing<I, O> weighing = new Weighing<>(codec);
            StorableModel<I, O> model = stored.load(weighing);
            return new Loaded<>(model, weighing.bytes);
        }
    }

    /** Counts the bytes that the codec reads. For one load. */
    private static final class Weighing<I, O> implements ModelCodec<I, O> {
        private final ModelCodec<I, O> codec;
        private long bytes;

        Weighing(ModelCodec<I, O> codec) {
            this.codec = codec;
        }

        @Override
        public String format() {
            return codec.format();
        }

        @Override
        public StorableModel<I, O> read(InputStream in) throws IOException {
            return codec.read(new FilterInputStream(in) {
                @Override
                public int read() throws IOException {
                    int read = super.read();
                    bytes += read < 0 ? 0 : 1;
                    return read;
                }

                @Override
                public int read(byte[] buffer, int offset, int length) throws IOException {
                    int read = super.read(buffer, offset, length);
                    bytes += Math.max(0, read);
                    return read;
                }

                @Override
                public boolean markSupported() {
                    return false;
                }
            });
        }
    }
}
