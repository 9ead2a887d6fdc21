// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.tracking;

import dev.holdfast.internal.store.Json;
import dev.holdfast.internal.store.Times;
import dev.holdfast.internal.store.Tx;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A search for runs: {@code tracker.search(condition).orderBy(metric("auc").descending()).limit(20).page()}.
 *
 * <p>Without an order, the run that began last comes first. Pages follow one another by the last run's place in the
 * order, not by counting, so that a run which begins meanwhile neither repeats nor hides another. Immutable and
 * thread-safe; nothing is read before {@link #page} or {@link #list}.
 */
public final class RunSearch {
    private static final int MAX_LIMIT = 10_000;
    private static final int MOST_ORDERS = 5;

    private final RunSettings settings;
    private final RunCondition condition;
    private final List<RunOrder> orders;
    private final int limit;

    RunSearch(RunSettings settings, RunCondition condition) {
        this(settings, condition, List.of(), 100);
    }

    private RunSearch(RunSettings settings, RunCondition condition, List<RunOrder> orders, int limit) {
        this.settings = settings;
        this.condition = condition;
        this.orders = orders;
        this.limit = limit;
    }

    /**
     * Sets the order.
     *
     * @param by the orders, from 1 to 5: each decides among the runs that are equal by those before it
     * @return the search with it
     * @throws IllegalArgumentException when there is none, or more than five
     * @throws IllegalStateException when an order was set before
     */
    public RunSearch orderBy(RunOrder... by) {
        List<RunOrder> all = List.of(by);
        if (!orders.isEmpty()) {
            throw new IllegalStateException("the order is given twice: " + text(orders) + " and " + text(all));
        }
        if (all.isEmpty() || all.size() > MOST_ORDERS) {
            throw new IllegalArgumentException(
                    "a search is ordered by 1 to " + MOST_ORDERS + " metrics or parameters, got " + all.size());
        }
        return new RunSearch(settings, condition, all, limit);
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
        return new RunSearch(settings, condition, orders, count);
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
        return settings.store().read(tx -> read(tx, Optional.empty()));
    }

    /**
     * Returns the page after another of the same search.
     *
     * @param next where it begins: {@link RunPage#next()} of the page before
     * @return the page
     * @throws IllegalArgumentException when the text does not come from a page of this search
     */
    public RunPage page(String next) {
        Place place = Place.parse(next, orders.size());
        return settings.store().read(tx -> read(tx, Optional.of(place)));
    }

    /** The last run of a page: its value in each order, or nothing where it has none, and its number. */
    private record Place(List<Optional<Double>> values, long seq) {
        static Place parse(String text, int orders) {
            try {
                List<Object> parts = Json.toList(Json.parse(text));
                if (parts.size() != orders + 1) {
                    throw new IllegalArgumentException("expected " + orders + " values, got " + (parts.size() - 1));
                }
                List<Optional<Double>> values = new ArrayList<>();
                for (Object value : parts.subList(0, orders)) {
                    values.add(Boolean.FALSE.equals(value) ? Optional.empty() : Optional.of(Json.toDouble(value)));
                }
                return new Place(values, Json.toLong(parts.get(orders)));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        "expected where a page of this search begins, as RunPage.next() tells, got '" + text + "'", e);
            }
        }

        String text() {
            List<Object> parts = new ArrayList<>();
            values.forEach(value -> parts.add(value.isPresent() ? Json.number(value.get()) : (Object) false));
            parts.add(Json.number(seq));
            return Json.canonical(parts);
        }
    }

    private RunPage read(Tx tx, Optional<Place> after) throws SQLException {
        // One more than asked for tells whether another page follows.
        List<Place> found = new ArrayList<>();
        if (orders.isEmpty()) {
            found.addAll(places(tx, after, false, limit + 1));
        } else {
            // First the runs that have a value in the first order, along its index; then, where room is left, those
            // that have none.
            if (after.isEmpty() || after.get().values().get(0).isPresent()) {
                found.addAll(places(tx, after, true, limit + 1));
            }
            if (found.size() <= limit) {
                Optional<Place> start =
                        after.filter(place -> place.values().get(0).isEmpty());
                found.addAll(places(tx, start, false, limit + 1 - found.size()));
            }
        }
        List<Place> page = found.subList(0, Math.min(limit, found.size()));
        List<Long> runs = page.stream().map(Place::seq).toList();
        return new RunPage(
                RunReader.read(tx, runs, Times.now(settings.clock())),
                found.size() > limit ? Optional.of(page.get(limit - 1).text()) : Optional.empty());
    }

    private List<Place> places(Tx tx, Optional<Place> after, boolean valued, int count) throws SQLException {
        List<Object> arguments = new ArrayList<>();
        String run = valued ? "o0.run" : "r.seq";
        StringBuilder sql = new StringBuilder("SELECT ").append(run);
        for (int i = 0; i < orders.size(); i++) {
            sql.append(", o").append(i).append(".number");
        }
        from(valued, sql, arguments);
        sql.append(condition.sql(arguments, Times.now(settings.clock())));
        after.ifPresent(place -> follow(place, run, sql, arguments));
        sql.append(" ORDER BY ");
        for (int i = 0; i < orders.size(); i++) {
            boolean known = i == 0 && valued;
            sql.append(known ? "" : "(o" + i + ".number IS NULL), ").append("o").append(i);
            sql.append(orders.get(i).isDescending() ? ".number DESC, " : ".number ASC, ");
        }
        sql.append(run).append(" DESC LIMIT ").append(count);
        return tx.list(this::place, sql.toString(), arguments.toArray());
    }

    private void from(boolean valued, StringBuilder sql, List<Object> arguments) {
        sql.append(" FROM ");
        sql.append(valued ? orders.get(0).table() + " o0 JOIN hf_run r ON r.seq = o0.run" : "hf_run r");
        sql.append(" JOIN hf_experiment e ON e.id = r.experiment_id");
        for (int i = valued ? 1 : 0; i < orders.size(); i++) {
            String o = " o" + i;
            sql.append(" LEFT JOIN ")
                    .append(orders.get(i).table())
                    .append(o)
                    .append(" ON")
                    .append(o);
            sql.append(".run = r.seq AND").append(o).append(".name = ?");
            arguments.add(orders.get(i).name());
        }
        sql.append(" WHERE ");
        if (valued) {
            sql.append("o0.name = ? AND o0.number IS NOT NULL AND ");
            arguments.add(orders.get(0).name());
        } else if (!orders.isEmpty()) {
            sql.append("o0.number IS NULL AND ");
        }
    }

    private Place place(ResultSet row) throws SQLException {
        List<Optional<Double>> values = new ArrayList<>();
        for (int i = 0; i < orders.size(); i++) {
            double value = row.getDouble(i + 2);
            values.add(row.wasNull() ? Optional.empty() : Optional.of(value));
        }
        return new Place(values, row.getLong(1));
    }

    /** What comes after a place: later in one order and equal in those before it, or equal in all and begun before. */
    private void follow(Place place, String run, StringBuilder sql, List<Object> arguments) {
        place.values().stream().findFirst().flatMap(first -> first).ifPresent(first -> {
            // Said apart, so that the index is entered where the page begins.
            sql.append(" AND o0.number ").append(orders.get(0).isDescending() ? "<= ?" : ">= ?");
            arguments.add(first);
        });
        sql.append(" AND (");
        for (int last = 0; last < orders.size(); last++) {
            Optional<Double> value = place.values().get(last);
            if (value.isPresent()) {
                equal(place, last, sql, arguments);
                String number = "o" + last + ".number ";
                sql.append(last == 0 ? "(" : "(" + number + "IS NULL OR ").append(number);
                sql.append(orders.get(last).isDescending() ? "< ?) OR " : "> ?) OR ");
                arguments.add(value.get());
            }
        }
        equal(place, orders.size(), sql, arguments);
        sql.append(run).append(" < ?)");
        arguments.add(place.seq());
    }

    private static void equal(Place place, int count, StringBuilder sql, List<Object> arguments) {
        for (int i = 0; i < count; i++) {
            Optional<Double> value = place.values().get(i);
            sql.append("o").append(i).append(value.isPresent() ? ".number = ? AND " : ".number IS NULL AND ");
            value.ifPresent(arguments::add);
        }
    }

    private static String text(List<RunOrder> orders) {
        return orders.stream().map(RunOrder::toString).collect(Collectors.joining(", "));
    }

    @Override
    public String toString() {
        return "search(" + condition + ")" + (orders.isEmpty() ? "" : ".orderBy(" + text(orders) + ")") + ".limit("
                + limit + ")";
    }
}
