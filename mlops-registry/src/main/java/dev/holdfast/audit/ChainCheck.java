// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.audit;

import dev.holdfast.audit.AuditVerification.Break;
import dev.holdfast.audit.AuditVerification.Tampering;
import dev.holdfast.internal.store.AuditLog;
import dev.holdfast.internal.store.Json;
import dev.holdfast.internal.store.Persons;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Walks a chain once, in constant memory but for what was erased, and, where it breaks, looks about for what happened.
 *
 * <p>An entry is in order when its digest is the one of its contents under the number that it has, and it names the
 * digest of the one before. Where an entry is not, its true number is sought: the one under which its digest is right.
 */
final class ChainCheck {
    /** How far beyond the end of the trail the true number of an entry is sought: so many may have been removed. */
    private static final int SLACK = 100;

    /** People whose names were found to belong to their pseudonyms; a trail has few people and many entries. */
    private static final int PEOPLE = 1_000;

    static final String ERASURE = "person.erased";

    private final Links links;
    private final long end;
    private final TreeMap<Long, List<Known>> known = new TreeMap<>();
    private final TreeMap<String, Long> missingNames = new TreeMap<>();
    private final TreeSet<Long> missingRemarks = new TreeSet<>();
    private final StringBuilder buffer = new StringBuilder();
    private final Map<String, String> people = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
            return size() > PEOPLE;
        }
    };

    private long checked;
    private long checkpoints;
    private long erased;
    private String origin = AuditLog.ORIGIN;
    private String last = AuditLog.ORIGIN;
    private String beforeLast = AuditLog.ORIGIN;
    private @Nullable Break found;

    /**
     * @param links the trail
     * @param end the number of its last entry, as its head says
     * @param knowledge what is known of entries from elsewhere
     */
    ChainCheck(Links links, long end, List<Known> knowledge) {
        this.links = links;
        this.end = end;
        for (Known each : knowledge) {
            known.computeIfAbsent(each.sequence(), key -> new ArrayList<>()).add(each);
        }
    }

    AuditVerification verify() {
        links.read(link -> {
            found = examine(link);
            if (found == null) {
                accept(link);
                found = compare();
            }
            return found == null;
        });
        if (found == null) {
            found = examineEnd();
        }
        return new AuditVerification(checked, checkpoints, erased, Optional.ofNullable(found));
    }

    private @Nullable Break examine(Link link) {
        long expected = checked + 1;
        if (expected > end && known.tailMap(expected).isEmpty()) {
            return new Break(expected, Tampering.INSERTED, "the trail ends at entry " + end + ", as its head says");
        }
        if (!link.fault().isEmpty()) {
            return intruder(link)
                    ? new Break(expected, Tampering.INSERTED, "what stands there " + link.fault())
                    : new Break(expected, Tampering.CHANGED, "what stands there " + link.fault());
        }
        if (link.sequence() != expected) {
            return misplaced(link, expected);
        }
        if (!link.hashAt(expected, buffer).equals(link.hash())) {
            return altered(link, expected);
        }
        if (!link.previous().equals(last)) {
            // The entry is whole, so the one that it was chained to was another.
            return new Break(
                    Math.max(1, expected - 1),
                    Tampering.CHANGED,
                    "entry " + expected + " follows the digest " + link.previous() + ", found " + last);
        }
        String fault = erasable(link);
        return fault == null ? null : new Break(expected, Tampering.CHANGED, fault);
    }

    private void accept(Link link) {
        checked++;
        beforeLast = last;
        last = link.hash();
        if (checked == 1) {
            origin = link.hash();
        }
        if (link.action().equals(ERASURE)) {
            Map<String, Object> payload = Json.parseObject(link.payload());
            missingNames.remove(Json.toText(payload.get("person")));
            for (Object number : Json.toList(payload.get("remarks"))) {
                if (missingRemarks.remove(Json.toLong(number))) {
                    erased++;
                }
            }
        }
    }

    /** Compares the entry that was just accepted with what is known of it from elsewhere. */
    private @Nullable Break compare() {
        for (Known each : known.getOrDefault(checked, List.of())) {
            if (each.fault() != null) {
                return new Break(checked, Tampering.CHANGED, each.source() + " " + each.fault());
            }
            if (each.origin() != null && !each.origin().equals(origin)) {
                return new Break(
                        1,
                        Tampering.CHANGED,
                        each.source() + " is of a trail whose first entry has the digest " + each.origin() + ", found "
                                + origin);
            }
            if (!each.digest().equals(last)) {
                boolean follows = find(link ->
                                link.hash().equals(each.digest()) && link.fits(checked, beforeLast, buffer))
                        .isPresent();
                return new Break(
                        checked,
                        follows ? Tampering.INSERTED : Tampering.CHANGED,
                        each.source() + " says that its digest was " + each.digest() + ", found " + last);
            }
            checkpoints += each.isCheckpoint() ? 1 : 0;
        }
        return null;
    }

    /** What may be erased must be what was written, or an entry must say that it was erased. */
    private @Nullable String erasable(Link link) {
        String commitment = link.commitment();
        if (commitment == null) {
            return link.remarks() == null && link.salt() == null ? null : "it has remarks, found no digest of them";
        }
        String remarks = link.remarks();
        String salt = link.salt();
        if (remarks == null && salt == null) {
            missingRemarks.add(link.sequence());
        } else if (remarks == null
                || salt == null
                || !Persons.commitment(salt, remarks).equals(commitment)) {
            return "its remarks have another digest than " + commitment;
        }
        return person(link);
    }

    private @Nullable String person(Link link) {
        String name = link.name();
        String salt = link.nameSalt();
        if (name == null && salt == null) {
            missingNames.putIfAbsent(link.actor(), link.sequence());
            return null;
        }
        String both = salt + " " + name;
        if (both.equals(people.get(link.actor()))) {
            return null;
        }
        if (name == null || salt == null || !Persons.pseudonym(salt, name).equals(link.actor())) {
            return "the name of its actor does not belong to the pseudonym " + link.actor();
        }
        people.put(link.actor(), both);
        return null;
    }

    private @Nullable Break examineEnd() {
        Long later = known.higherKey(checked);
        if (later != null) {
            Known each = Objects.requireNonNull(known.get(later)).get(0);
            return new Break(
                    checked + 1,
                    Tampering.TRUNCATED,
                    "the trail ends at entry " + checked + ", " + each.source() + " says that it had reached entry "
                            + later);
        }
        for (Known each : known.getOrDefault(0L, List.of())) {
            if (each.fault() != null || !each.digest().equals(AuditLog.ORIGIN)) {
                return new Break(1, Tampering.CHANGED, each.source() + " is none of this trail");
            }
        }
        Optional<Long> name = missingNames.values().stream().min(Comparator.naturalOrder());
        if (name.isPresent() && (missingRemarks.isEmpty() || name.get() <= missingRemarks.first())) {
            return new Break(
                    name.get(), Tampering.CHANGED, "the name of its actor is gone, no entry says that it was erased");
        }
        return missingRemarks.isEmpty()
                ? null
                : new Break(
                        missingRemarks.first(),
                        Tampering.CHANGED,
                        "its remarks are gone, no entry says that they were erased");
    }

    /** An entry whose number is not the next one. */
    private Break misplaced(Link link, long expected) {
        if (link.sequence() == checked && !link.hash().equals(last) && link.fits(checked, beforeLast, buffer)) {
            return new Break(checked, Tampering.INSERTED, "another entry follows that was written as entry " + checked);
        }
        if (link.sequence() < expected && !link.fits(expected, last, buffer)) {
            return new Break(expected, Tampering.INSERTED, "found entry " + link.sequence() + " once more");
        }
        Optional<Link> here = find(each -> each.fits(expected, last, buffer));
        if (here.isEmpty()) {
            return new Break(
                    expected, Tampering.REMOVED, "expected entry " + expected + ", found entry " + link.sequence());
        }
        return new Break(
                expected,
                Tampering.REORDERED,
                "expected entry " + expected + ", found entry " + link.sequence() + "; entry " + expected
                        + " stands as entry " + here.get().sequence());
    }

    /** An entry whose digest is not the one of its contents under this number. */
    private Break altered(Link link, long expected) {
        Optional<Long> original = originalNumber(link);
        if (original.isEmpty()) {
            return intruder(link)
                    ? new Break(expected, Tampering.INSERTED, "what was entry " + expected + " follows")
                    : new Break(
                            expected,
                            Tampering.CHANGED,
                            "expected digest " + link.hash() + ", its contents have " + link.hashAt(expected, buffer));
        }
        long number = original.get();
        String stands = "in its place stands what was entry " + number;
        if (number < expected) {
            boolean displaced = number == checked
                    && link.previous().equals(beforeLast)
                    && !link.hash().equals(last);
            return displaced
                    ? new Break(number, Tampering.INSERTED, "what was entry " + number + " follows")
                    : new Break(expected, Tampering.INSERTED, stands);
        }
        boolean elsewhere = find(each -> each.fits(expected, last, buffer)).isPresent();
        return new Break(expected, elsewhere ? Tampering.REORDERED : Tampering.REMOVED, stands);
    }

    /** Tells whether the link after this one is the one that was written here. */
    private boolean intruder(Link link) {
        return find(each -> each.position() > link.position())
                .filter(next -> next.fits(checked + 1, last, buffer))
                .isPresent();
    }

    private Optional<Long> originalNumber(Link link) {
        long[] most = {known.isEmpty() ? 0 : known.lastKey()};
        links.read(each -> {
            most[0] = Math.max(most[0], each.position());
            return true;
        });
        for (long number = 1; number <= most[0] + SLACK; number++) {
            if (link.hashAt(number, buffer).equals(link.hash())) {
                return Optional.of(number);
            }
        }
        return Optional.empty();
    }

    private Optional<Link> find(Predicate<Link> condition) {
        List<Link> match = new ArrayList<>();
        links.read(each -> {
            if (condition.test(each)) {
                match.add(each);
            }
            return match.isEmpty();
        });
        return match.stream().findFirst();
    }
}
