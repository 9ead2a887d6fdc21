// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.tracking;

import dev.holdfast.internal.store.Json;
import dev.holdfast.internal.store.Store;
import dev.holdfast.internal.store.Tx;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A search for runs: {@code tracker.search(condition).orderBy(metric("auc").descending()).limit(20).page()}.
 *
 * <p>Without an order, the run that began last comes first. Pages follow one another by the last run's place in the
 * order, not by counting, so that a run which begins meanwhile neither repeats nor hides another. Immutable and
 * thread-safe; nothing is read before {@link #page} or {@link #list}.
 */
public final class RunSearch {
    private static final int MAX_LIMIT = 10_000;

    private final Store store;
    private final RunCondition condition;
    private final @Nullable RunOrder order;
    private final int limit;

    RunSearch(Store store, RunCondition condition, @Nullable RunOrder order, int limit) {
        this.store = store;
        this.condition = condition;
        this.order = order;
        this.limit = limit;
    }

    /**
     * Sets the order.
     *
     * @param by the order
     * @return the search with it
     * @throws IllegalStateException when an order was set before
     */
    public RunSearch orderBy(RunOrder by) {
        if (order != null) {
            throw new IllegalStateException("the order is given twice: " + order + " and " + by);
        }
        return new RunSearch(store, condition, by, limit);
    }

    /**
     * Sets how many runs a page has at most; 100 without this.
     *
     * @param count the number, in [1, 10000]
     * @return the search with it
     * @throws IllegalArgumentException when the number is out of range
     */
    public RunSearch limit(int count) {
        if (count < 1 || count > MAX_LIMIT) {
            throw new IllegalArgumentException("limit must be in [1, " + MAX_LIMIT + "], got " + count);
        }
        return new RunSearch(store, condition, order, count);
    }

    /**
     * Returns the first runs.
     *
     * @return as many as the limit allows
     */
    public List<RunRecord> list() {
        return page().runs();
    }

    /**
     * Returns the first page.
     *
     * @return the page
     */
    public RunPage page() {
        return store.read(tx -> read(tx, Optional.empty()));
    }

    /**
     * Returns the page after another of the same search.
     *
     * @param next where it begins: {@link RunPage#next()} of the page before
     * @return the page
     * @throws IllegalArgumentException when the text does not come from a page
     */
    public RunPage page(String next) {
        Place place = Place.parse(next);
        return store.read(tx -> read(tx, Optional.of(place)));
    }

    /** The last run of a page: its value in the order, if it has one, and its number. */
    private record Place(@Nullable Double value, long seq) {
        static Place parse(String text) {
            try {
                List<Object> parts = Json.toList(Json.parse(text));
                Object value = parts.get(0);
                return new Place(
                        Boolean.FALSE.equals(value) ? null : (Double) Json.toDouble(value), Json.toLong(parts.get(1)));
            } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
                throw new IllegalArgumentException(
                        "expected where a page begins, as RunPage.next() tells, got '" + text + "'", e);
            }
        }

        String text() {
            return Json.canonical(List.of(value == null ? false : Json.number(value), Json.number(seq)));
        }
    }

    private RunPage read(Tx tx, Optional<Place> after) throws SQLException {
        List<@Nullable Object> arguments = new ArrayList<>();
        StringBuilder sql = new StringBuilder("SELECT r.seq, ")
                .append(order == null ? "NULL" : "o.number")
                .append(" FROM hf_run r JOIN hf_experiment e ON e.id = r.experiment_id");
        if (order != null) {
            sql.append(" LEFT JOIN ").append(order.table()).append(" o ON o.run = r.seq AND o.name = ?");
            arguments.add(order.name());
        }
        sql.append(" WHERE ").append(condition.sql());
        arguments.addAll(condition.arguments());
        after.ifPresent(place -> follow(place, sql, arguments));
        sql.append(" ORDER BY ");
        if (order != null) {
            sql.append("(o.number IS NULL), o.number ").append(order.isDescending() ? "DESC, " : "ASC, ");
        }
        // One more than asked for tells whether another page follows.
        sql.append("r.seq DESC LIMIT ").append(limit + 1);
        List<Place> found = tx.list(
                row -> {
                    double value = row.getDouble(2);
                    return new Place(row.wasNull() ? null : (Double) value, row.getLong(1));
                },
                sql.toString(),
                arguments.toArray());
        List<Place> page = found.subList(0, Math.min(limit, found.size()));
        List<RunRecord> runs = RunReader.read(tx, page.stream().map(Place::seq).toList());
        return new RunPage(
                runs, found.size() > limit ? Optional.of(page.get(limit - 1).text()) : Optional.empty());
    }

    private void follow(Place place, StringBuilder sql, List<@Nullable Object> arguments) {
        if (order == null) {
            sql.append(" AND r.seq < ?");
        } else if (place.value() == null) {
            sql.append(" AND o.number IS NULL AND r.seq < ?");
        } else {
            sql.append(" AND (o.number IS NULL OR o.number ")
                    .append(order.isDescending() ? "<" : ">")
                    .append(" ? OR (o.number = ? AND r.seq < ?))");
            arguments.add(place.value());
            arguments.add(place.value());
        }
        arguments.add(place.seq());
    }

    @Override
    public String toString() {
        return "search(" + condition + ")" + (order == null ? "" : ".orderBy(" + order + ")") + ".limit(" + limit + ")";
    }
}
