// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.signing;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The same keys for every model. */
record FixedTrust(int signatures, List<Verifier> keys) implements TrustPolicy {
    static FixedTrust of(int signatures, Verifier... keys) {
        Set<String> names = new HashSet<>();
        for (Verifier key : keys) {
            if (!names.add(key.keyId())) {
                throw new IllegalArgumentException("the key " + key.keyId() + " is given twice; one key counts once");
            }
        }
        int wanted = Math.max(1, signatures);
        if (keys.length < wanted) {
            throw new IllegalArgumentException("no version could ever be read: " + wanted
                    + (wanted == 1 ? " key" : " keys") + " must sign, " + keys.length
                    + (keys.length == 1 ? " is" : " are") + " trusted; name as many keys as must sign");
        }
        return new FixedTrust(signatures, List.of(keys));
    }

    @Override
    public int signatures(String model) {
        return signatures;
    }

    @Override
    public List<Verifier> keys(String model) {
        return keys;
    }
}
