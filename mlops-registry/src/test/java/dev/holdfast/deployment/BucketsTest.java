// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class BucketsTest {
    @Test
    void theHashIsMurmur3AsPublished() {
        // The verification values of MurmurHash3_x86_32 that other implementations use, too.
        assertThat(Buckets.hash("", 0)).isZero();
        assertThat(Buckets.hash("", 1)).isEqualTo(0x514e28b7);
        assertThat(Buckets.hash("", 0xffffffff)).isEqualTo(0x81f16f39);
        assertThat(Buckets.hash("test", 0)).isEqualTo(0xba6bd213);
        assertThat(Buckets.hash("test", 0x9747b28c)).isEqualTo(0x704b81dc);
        assertThat(Buckets.hash("Hello, world!", 0)).isEqualTo(0xc0363e43);
        assertThat(Buckets.hash("Hello, world!", 0x9747b28c)).isEqualTo(0x24884cba);
        assertThat(Buckets.hash("aaa", 0x9747b28c)).isEqualTo(0x283e0130);
        assertThat(Buckets.hash("aa", 0x9747b28c)).isEqualTo(0x5d211726);
        assertThat(Buckets.hash("\u03c0\u03c0\u03c0\u03c0\u03c0\u03c0\u03c0\u03c0", 0x9747b28c))
                .isEqualTo(0xd58063c1);
    }

    @Property
    void everyKeyHasABucket(@ForAll String key, @ForAll int seed) {
        assertThat(Buckets.bucket(key, seed)).isBetween(0, Buckets.COUNT - 1);
    }
}
