// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.registry;

import dev.holdfast.internal.store.Json;
import dev.holdfast.internal.store.Store;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A search for versions of all models, page by page: a page costs the same wherever it lies. Newest registrations of a
 * model come first, models in the order in which they were created. Immutable and thread-safe.
 */
public final class VersionSearch {
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

    private Page read(@Nullable Place after) {
        List<Object> arguments = new ArrayList<>(condition.arguments());
        String place = "";
        if (after != null) {
            place = " AND (v.model > ? OR (v.model = ? AND v.number < ?))";
            arguments.addAll(List.of(after.model(), after.model(), after.number()));
        }
        String sql = "SELECT v.manifest, v.digest, v.state, v.model, v.number FROM hf_model_version v WHERE "
                + condition.sql() + place + " ORDER BY v.model, v.number DESC LIMIT " + (limit + 1);
        // One more than asked for tells whether another page follows.
        List<Found> found = store.read(tx -> tx.list(
                row -> new Found(new Place(row.getLong(4), row.getLong(5)), shelf.version(row)),
                sql,
                arguments.toArray()));
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
