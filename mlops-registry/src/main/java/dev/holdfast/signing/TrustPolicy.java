// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.signing;

import java.util.List;

/**
 * Whose signatures count, and how many there must be, before something is read. Implementations are thread-safe; they may
 * be asked often, and may answer differently over time, as keys come and go.
 */
public interface TrustPolicy {
    /**
     * Returns how many different keys must have signed.
     *
     * @param model the model of which a version is to be read
     * @return how many; 0 when what is unsigned is read too. What is signed must be signed by a trusted key even then
     */
    int signatures(String model);

    /**
     * Returns the keys that are trusted.
     *
     * @param model the model of which a version is to be read
     * @return the keys
     */
    List<Verifier> keys(String model);

    /**
     * Returns the policy that nothing is read unless one of these keys has signed it.
     *
     * @param keys the keys that are trusted
     * @return the policy
     * @throws IllegalArgumentException when no key is given
     */
    static TrustPolicy signedBy(Verifier... keys) {
        return signedByAtLeast(1, keys);
    }

    /**
     * Returns the policy that nothing is read unless several of these keys have signed it.
     *
     * @param signatures how many different keys, at least 1
     * @param keys the keys that are trusted
     * @return the policy
     * @throws IllegalArgumentException when fewer keys are given than must sign, or two have one name
     */
    static TrustPolicy signedByAtLeast(int signatures, Verifier... keys) {
        if (signatures < 1) {
            throw new IllegalArgumentException("the signatures must be at least 1, got " + signatures);
        }
        return FixedTrust.of(signatures, keys);
    }

    /**
     * Returns the policy that reads what is not signed, and what is signed only if one of these keys has signed it: for
     * the time in which older versions are being signed.
     *
     * @param keys the keys that are trusted
     * @return the policy
     * @throws IllegalArgumentException when no key is given
     */
    static TrustPolicy whereSignedBy(Verifier... keys) {
        return FixedTrust.of(0, keys);
    }
}
