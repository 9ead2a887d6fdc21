// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.registry;

import dev.holdfast.internal.store.Json;
import dev.holdfast.internal.store.Store;
import dev.holdfast.internal.store.Tx;
import dev.holdfast.registry.VersionCondition.Keys;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A search for versions of all models, page by page: a page costs the same wherever it lies. Newest registrations of a
 * model come first, models in the order in which they were created. Immutable and thread-safe.
 */
public final class VersionSearch {
    /** So many keys are looked up in about the time in which a page of rarer ones would be come across. */
    private static final int FEW = 4_000;

    private static final int LIMIT = 100;

    private final Store store;
    private final Shelf shelf;
    private final VersionCondition condition;
    private final int limit;

    VersionSearch(Store store, Shelf shelf, VersionCondition condition) {
        this(store, shelf, condition, LIMIT);
    }

    private VersionSearch(Store store, Shelf shelf, VersionCondition condition, int limit) {
        this.store = store;
        this.shelf = shelf;
        this.condition = condition;
        this.limit = limit;
    }

    /**
     * A page of what was found.
     *
     * @param versions the versions
     * @param next where the next page begins, or empty when this is the last
     */
    public record Page(List<ModelVersion> versions, Optional<String> next) {
        /**
         * Copies the list.
         *
         * @param versions the versions
         * @param next where the next page begins, or empty when this is the last
         */
        public Page {
            versions = List.copyOf(versions);
        }
    }

    /**
     * Sets how many versions a page has; 100 without this.
     *
     * @param count how many, from 1 to 10,000
     * @return the search
     * @throws IllegalArgumentException when the count is out of range
     */
    public VersionSearch limit(int count) {
        if (count < 1 || count > 10_000) {
            throw new IllegalArgumentException("a limit must be from 1 to 10,000, got " + count);
        }
        return new VersionSearch(store, shelf, condition, count);
    }

    /**
     * Returns the first versions.
     *
     * @return as many as the limit allows
     */
    public List<ModelVersion> list() {
        return page().versions();
    }

    /**
     * Returns the first page.
     *
     * @return the page
     */
    public Page page() {
        return read(null);
    }

    /**
     * Returns the page after another of the same search.
     *
     * @param next where it begins: {@link Page#next()} of the page before
     * @return the page
     * @throws IllegalArgumentException when the text does not come from a page
     */
    public Page page(String next) {
        return read(Place.parse(next));
    }

    private record Place(long model, long number) {
        static Place parse(String text) {
            try {
                List<Object> parts = Json.toList(Json.parse(text));
                return new Place(Json.toLong(parts.get(0)), Json.toLong(parts.get(1)));
            } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
                throw new IllegalArgumentException(
                        "expected where a page begins, as Page.next() tells, got '" + text + "'", e);
            }
        }
    }

    private record Found(Place place, ModelVersion version) {}

    /**
     * Chooses how to go about it, as databases do not know how often a value that they are asked for occurs: where an index
     * has few keys, they are looked up; where an alias names one version a model, those are gone through; else all
     * versions are, in their order, until the page is full.
     */
    private Optional<Keys> keys(Tx tx) throws SQLException {
        Optional<Keys> chosen = Optional.empty();
        long fewest = FEW + 1;
        for (Keys each : condition.keys()) {
            long count = tx.number(
                    "SELECT COUNT(*) FROM (" + each.sql() + " LIMIT " + (FEW + 1) + ") c",
                    each.arguments().toArray());
            if (count < fewest || (chosen.isEmpty() && each.onePerModel())) {
                chosen = Optional.of(each);
                fewest = count;
            }
        }
        return chosen;
    }

    /** Writes the query for the keys of a page, one more than asked for, which tells whether another page follows. */
    private String pageOf(Optional<Keys> keys, @Nullable Place after, List<Object> arguments) {
        StringBuilder sql = new StringBuilder("SELECT v.model, v.number FROM ");
        keys.ifPresent(each -> {
            sql.append('(').append(each.sql());
            // There are no more than few; but a database that is told so looks each of them up.
            sql.append(each.onePerModel() ? " ORDER BY model" : " LIMIT " + FEW);
            sql.append(") k CROSS JOIN ");
            arguments.addAll(each.arguments());
        });
        sql.append("hf_model_version v WHERE ").append(condition.sql());
        arguments.addAll(condition.arguments());
        keys.ifPresent(each -> sql.append(" AND v.model = k.model AND v.number = k.number"));
        String leading = keys.isPresent() ? "k" : "v";
        if (after != null) {
            sql.append(" AND (LEAD.model > ? OR (LEAD.model = ? AND LEAD.number < ?))".replace("LEAD", leading));
            arguments.addAll(List.of(after.model(), after.model(), after.number()));
        }
        sql.append(" ORDER BY LEAD.model, LEAD.number DESC LIMIT ".replace("LEAD", leading))
                .append(limit + 1);
        return sql.toString();
    }

    private Page read(@Nullable Place after) {
        List<Found> found = store.read(tx -> {
            List<Object> arguments = new ArrayList<>();
            String sql = pageOf(keys(tx), after, arguments);
            return tx.list(
                    row -> new Found(new Place(row.getLong(4), row.getLong(5)), shelf.version(row)),
                    "SELECT v.manifest, v.digest, v.state, v.model, v.number FROM (" + sql + ") p"
                            + " CROSS JOIN hf_model_version v WHERE v.model = p.model AND v.number = p.number"
                            + " ORDER BY p.model, p.number DESC",
                    arguments.toArray());
        });
        List<Found> page = found.subList(0, Math.min(limit, found.size()));
        if (found.size() <= limit) {
            return new Page(page.stream().map(Found::version).toList(), Optional.empty());
        }
        Place last = page.get(limit - 1).place();
        return new Page(
                page.stream().map(Found::version).toList(),
                Optional.of(Json.canonical(List.of(Json.number(last.model()), Json.number(last.number())))));
    }

    @Override
    public String toString() {
        return "search(" + condition + ").limit(" + limit + ")";
    }
}
