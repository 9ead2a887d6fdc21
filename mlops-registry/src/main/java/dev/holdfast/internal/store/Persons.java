// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.store;

import java.security.SecureRandom;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Keeps names of people out of what cannot be changed: the audit trail holds a pseudonym, a table beside it says whose it
 * is. A pseudonym is made of the name and a salt; once both are erased nobody can tell, not even by guessing names.
 */
public final class Persons {
    private static final String PREFIX = "person-";
    private static final int DIGITS = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    private Persons() {}

    /**
     * Returns a new salt.
     *
     * @return 64 hexadecimal digits that nobody can guess
     */
    public static String salt() {
        byte[] bytes = new byte[32];
        RANDOM.nextBytes(bytes);
        return Digests.hex(bytes);
    }

    /**
     * Binds a text without telling it.
     *
     * @param salt 64 digits
     * @param text the text
     * @return the SHA-256 of the digits followed by the text
     */
    public static String commitment(String salt, String text) {
        return Digests.of(salt + text);
    }

    /**
     * Returns the pseudonym that a name has with a salt.
     *
     * @param salt 64 digits
     * @param name the name
     * @return the pseudonym
     */
    public static String pseudonym(String salt, String name) {
        return PREFIX + commitment(salt, name).substring(0, DIGITS);
    }

    /**
     * Tells whether an actor in the audit trail is a pseudonym; in entries of schemas 1 and 2 it is the name.
     *
     * @param actor the actor
     * @return true for a pseudonym
     */
    public static boolean isPseudonym(String actor) {
        return actor.length() == PREFIX.length() + DIGITS && actor.startsWith(PREFIX);
    }

    /**
     * Returns the pseudonym of a person, a new one for somebody new.
     *
     * @param tx the transaction
     * @param name the person's name
     * @return the pseudonym
     * @throws SQLException when the database fails
     */
    public static String of(Tx tx, String name) throws SQLException {
        Optional<String> known = find(tx, name);
        if (known.isPresent()) {
            return known.get();
        }
        String salt = salt();
        tx.update(
                "INSERT INTO hf_person (pseudonym, name, salt) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                pseudonym(salt, name),
                name,
                salt);
        // Another transaction may have been first.
        return find(tx, name).orElseThrow(() -> new SQLException("expected a pseudonym of a person, got none"));
    }

    /**
     * Returns the pseudonym of a person who acted before.
     *
     * @param tx the transaction
     * @param name the person's name
     * @return the pseudonym, or empty when nobody of that name acted, or was erased since
     * @throws SQLException when the database fails
     */
    public static Optional<String> find(Tx tx, String name) throws SQLException {
        return tx.first(row -> row.getString(1), "SELECT pseudonym FROM hf_person WHERE name = ?", name);
    }

    /**
     * Returns what an actor of the trail is called.
     *
     * @param actor the actor as the trail has it
     * @param name the name that the pseudonym stands for, null when it was erased or the trail has the name itself
     * @return the name, or the pseudonym of somebody who was erased
     */
    public static String display(String actor, @Nullable String name) {
        return name == null ? actor : name;
    }
}
