// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.profile;

import dev.holdfast.data.ColumnType;
import dev.holdfast.stats.Estimate;
import dev.holdfast.stats.Measurement;
import dev.holdfast.stats.Undefined;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What one column of a data set looks like.
 *
 * <p>Every row is missing or present; every present number is NaN, infinite or finite, and the statistics of numbers
 * (moments, extremes, quantiles, distinct values) are those of the finite ones. Truth values count as 0 and 1, times as
 * seconds since 1970. What a column of its type or without values cannot have is {@link Undefined} with the reason, never
 * 0 or NaN.
 *
 * <p>A column of numbers is held exactly up to 2,048 distinct values, however many rows it has, and one of text up to
 * 512; beyond, quantiles come with an interval that always holds (confidence just below 1; in one pass over rows in
 * random order a rank error of about 0.07 %, and up to about 0.3 % where the order is adverse, such as values that close
 * in on the median from both ends), distinct counts with one of 99 %, and frequent values with a lower and an upper
 * count. Moments are computed from all values always. At most 100 KB. Immutable and thread-safe.
 */
public final class ColumnProfile {
    private static final int TOP = 10;
    private static final double CERTAIN = Math.nextDown(1.0);

    private final String name;
    private final ColumnType type;
    private final long rows;
    private final long missing;
    private final Numbers numbers;
    private final Texts texts;
    private final Places places;

    private ColumnProfile(
            String name, ColumnType type, long rows, long missing, Numbers numbers, Texts texts, Places places) {
        this.name = name;
        this.type = type;
        this.rows = rows;
        this.missing = missing;
        this.numbers = numbers;
        this.texts = texts;
        this.places = places;
    }

    static ColumnProfile ofNumbers(String name, ColumnType type, long rows, long missing, Numbers numbers) {
        return new ColumnProfile(name, type, rows, missing, numbers, Texts.NONE, Places.UNKNOWN);
    }

    static ColumnProfile ofTexts(String name, long rows, long missing, Texts texts) {
        return new ColumnProfile(name, ColumnType.TEXT, rows, missing, Numbers.NONE, texts, Places.UNKNOWN);
    }

    /** Returns the profile with what is known of the places of its rows. */
    ColumnProfile with(Places known) {
        return new ColumnProfile(name, type, rows, missing, numbers, texts, known);
    }

    Places places() {
        return places;
    }

    /** Says why a value that later versions look at is not there. */
    Undefined notStored(String what) {
        return new Undefined("column '" + name + "' was stored by an earlier version, without its " + what);
    }

    Numbers numbers() {
        return numbers;
    }

    Texts texts() {
        return texts;
    }

    /**
     * Returns the column's name.
     *
     * @return the name
     */
    public String name() {
        return name;
    }

    /**
     * Returns the type of the values.
     *
     * @return the type
     */
    public ColumnType type() {
        return type;
    }

    /**
     * Returns the number of rows.
     *
     * @return {@code count() + missing()}
     */
    public long rows() {
        return rows;
    }

    /**
     * Returns the number of values that are there, NaN, infinities and the empty text included.
     *
     * @return a number from 0 to {@link #rows()}
     */
    public long count() {
        return rows - missing;
    }

    /**
     * Returns the number of missing values.
     *
     * @return a number from 0 to {@link #rows()}
     */
    public long missing() {
        return missing;
    }

    /**
     * Returns the number of values that are NaN.
     *
     * @return a number from 0 to {@link #count()}
     */
    public long nan() {
        return numbers.nan();
    }

    /**
     * Returns the number of values that are positive infinity.
     *
     * @return a number from 0 to {@link #count()}
     */
    public long positiveInfinities() {
        return numbers.positiveInfinities();
    }

    /**
     * Returns the number of values that are negative infinity.
     *
     * @return a number from 0 to {@link #count()}
     */
    public long negativeInfinities() {
        return numbers.negativeInfinities();
    }

    /**
     * Returns the number of finite numbers that are 0 or -0; of truth values, the number of false ones.
     *
     * @return a number from 0 to {@link #count()}
     */
    public long zeros() {
        return numbers.zeros();
    }

    /**
     * Returns the number of finite numbers below 0.
     *
     * @return a number from 0 to {@link #count()}
     */
    public long negatives() {
        return numbers.negatives();
    }

    /**
     * Returns the number of empty texts.
     *
     * @return a number from 0 to {@link #count()}
     */
    public long empty() {
        return texts.empty();
    }

    /**
     * Returns the number of texts that are not empty but consist of white space only.
     *
     * @return a number from 0 to {@link #count()}
     */
    public long blank() {
        return texts.blank();
    }

    /**
     * Returns the number of texts that commonly stand for a missing value: {@code NA}, {@code n/a}, {@code null},
     * {@code none}, {@code nan}, {@code ?}, {@code -}, {@code unknown} and the like, in any case.
     *
     * @return a number from 0 to {@link #count()}
     */
    public long sentinels() {
        return texts.sentinels();
    }

    /**
     * Returns how many texts could be read as each type by the rules of {@link dev.holdfast.data.Csv}.
     *
     * @return type to number of texts, without the types that do not occur; empty for a column that is no text
     */
    public Map<ColumnType, Long> textTypes() {
        return texts.typeCounts();
    }

    /**
     * Returns what a column of text seems to hold, and the texts that are in the way.
     *
     * @return the inferred type; for other columns their type
     */
    public InferredType inferredType() {
        return InferredType.of(this, texts.marks());
    }

    /**
     * Returns how well the texts are encoded.
     *
     * @return what is malformed and what is not normalised, undefined for a column that is no text
     */
    public TextQuality textQuality() {
        return TextQuality.of(this, texts.marks());
    }

    /**
     * Returns what the first and the last row hold, and the first row that holds what it should not.
     *
     * @return the marks
     */
    public RowMarks rowMarks() {
        return RowMarks.of(this, places, texts.marks());
    }

    /**
     * Returns where a column of times has holes.
     *
     * @return the gaps, undefined for other columns and without times
     */
    public TimeGaps timeGaps() {
        return TimeGaps.of(this, places);
    }

    /**
     * Returns how often values repeat, and whether the column may be a key.
     *
     * @return the duplicates
     */
    public Duplicates duplicates() {
        return Duplicates.of(this);
    }

    /**
     * Returns how many bytes the values take: a text as long as it is in UTF-8, a truth value 1, all others 8.
     *
     * @return the bytes of the values that are there, undefined for text that an earlier version stored
     */
    public Measurement bytes() {
        if (type == ColumnType.TEXT) {
            return texts.marks().known() ? Estimate.exact((double) texts.marks().bytes(), count()) : notStored("bytes");
        }
        return Estimate.exact((double) count() * (type == ColumnType.BOOLEAN ? 1 : Long.BYTES), count());
    }

    /**
     * Returns the length of the shortest text.
     *
     * @return the length in code points, or empty without texts
     */
    public OptionalLong shortest() {
        return type == ColumnType.TEXT && count() > 0 ? OptionalLong.of(texts.shortest()) : OptionalLong.empty();
    }

    /**
     * Returns the length of the longest text.
     *
     * @return the length in code points, or empty without texts
     */
    public OptionalLong longest() {
        return type == ColumnType.TEXT && count() > 0 ? OptionalLong.of(texts.longest()) : OptionalLong.empty();
    }

    /**
     * Returns the mean length of the texts in code points.
     *
     * @return the mean, undefined without texts
     */
    public Measurement meanLength() {
        if (type != ColumnType.TEXT || count() == 0) {
            return new Undefined("column '" + name + "' has no text");
        }
        return Estimate.exact((double) texts.codePoints() / count(), count());
    }

    /**
     * Returns the frequent shapes of the texts, in which every letter is A or a and every digit 9: {@code AA-9999}.
     *
     * @return at most 10 shapes with their counts, the most frequent first; empty for a column that is no text
     */
    public List<TopValue> patterns() {
        return top(texts.patterns(), TOP);
    }

    /**
     * Tells whether the column is held exactly, so that no statistic of it is an estimate.
     *
     * @return true while it has few distinct values
     */
    public boolean isExact() {
        return type == ColumnType.TEXT ? texts.isExact() : numbers.isExact();
    }

    /**
     * Returns the number of distinct values; -0 and 0 are one, missing values, NaN and infinities are none.
     *
     * @return an exact number, or an estimate with an interval of 99 %
     */
    public Measurement distinct() {
        if (type == ColumnType.TEXT) {
            DistinctSketch sketch = texts.distinctSketch();
            return sketch == null ? Estimate.exact(texts.values().counts().size(), count()) : sketch.estimate(count());
        }
        return numbers.distinct()
                .<Measurement>map(sketch -> sketch.estimate(finite()))
                .orElseGet(() -> Estimate.exact(numbers.values().size(), finite()));
    }

    /** Returns the number of finite values. */
    private long finite() {
        return numbers.moments().n();
    }

    private Optional<Undefined> noNumbers(long needed, String what) {
        if (type == ColumnType.TEXT) {
            return Optional.of(new Undefined("column '" + name + "' is TEXT, which has no " + what));
        }
        if (finite() < needed) {
            return Optional.of(new Undefined("column '" + name + "' has " + finite() + " finite "
                    + (finite() == 1 ? "value" : "values") + ", and the " + what + " needs " + needed));
        }
        return Optional.empty();
    }

    private Measurement exact(double value, String what) {
        return Double.isFinite(value)
                ? Estimate.exact(value, finite())
                : new Undefined("the " + what + " of column '" + name + "' is beyond the range of double");
    }

    /**
     * Returns the smallest finite number.
     *
     * @return the number, undefined for text and without finite numbers
     */
    public Measurement min() {
        Optional<Undefined> none = noNumbers(1, "minimum");
        return none.isPresent() ? none.get() : exact(at(0), "minimum");
    }

    /**
     * Returns the largest finite number.
     *
     * @return the number, undefined for text and without finite numbers
     */
    public Measurement max() {
        Optional<Undefined> none = noNumbers(1, "maximum");
        return none.isPresent() ? none.get() : exact(at(numbers.values().size() - 1), "maximum");
    }

    private double at(int entry) {
        return Keys.number(type, numbers.values().key(entry));
    }

    /**
     * Returns the smallest finite value as the column would return it, so that whole numbers beyond 2^53 are exact;
     * times are rounded down to microseconds.
     *
     * @return a Double, Long, Boolean or Instant; empty for text and without finite values
     */
    public Optional<Object> smallest() {
        return finite() == 0
                ? Optional.empty()
                : Optional.of(Keys.value(type, numbers.values().key(0)));
    }

    /**
     * Returns the largest finite value as the column would return it.
     *
     * @return a Double, Long, Boolean or Instant; empty for text and without finite values
     */
    public Optional<Object> largest() {
        QuantileSketch values = numbers.values();
        return finite() == 0 ? Optional.empty() : Optional.of(Keys.value(type, values.key(values.size() - 1)));
    }

    /**
     * Returns the sum of the finite numbers.
     *
     * @return the sum, 0 of none; undefined for text and when it is beyond the range of double
     */
    public Measurement sum() {
        Optional<Undefined> none = noNumbers(0, "sum");
        return none.isPresent() ? none.get() : exact(numbers.moments().total(), "sum");
    }

    /**
     * Returns the mean of the finite numbers.
     *
     * @return the mean, undefined for text and without finite numbers
     */
    public Measurement mean() {
        Optional<Undefined> none = noNumbers(1, "mean");
        return none.isPresent() ? none.get() : exact(numbers.moments().mean(), "mean");
    }

    /**
     * Returns the variance of the finite numbers with the denominator {@code n - 1}.
     *
     * @return the variance, undefined for text and with fewer than two finite numbers
     */
    public Measurement variance() {
        Optional<Undefined> none = noNumbers(2, "variance");
        return none.isPresent() ? none.get() : exact(numbers.moments().m2() / (finite() - 1), "variance");
    }

    /**
     * Returns the standard deviation of the finite numbers with the denominator {@code n - 1}.
     *
     * @return the standard deviation, undefined for text and with fewer than two finite numbers
     */
    public Measurement standardDeviation() {
        Optional<Undefined> none = noNumbers(2, "standard deviation");
        return none.isPresent()
                ? none.get()
                : exact(Math.sqrt(numbers.moments().m2() / (finite() - 1)), "standard deviation");
    }

    /**
     * Returns the skewness {@code g1 = m3 / m2^1.5} of the finite numbers, with central moments over {@code n}.
     *
     * @return the skewness, undefined for text, with fewer than two finite numbers and when all are the same
     */
    public Measurement skewness() {
        Moments m = numbers.moments();
        Optional<Undefined> none = noNumbers(2, "skewness").or(() -> constant("skewness"));
        return none.isPresent() ? none.get() : exact(m.m3() / m.n() / Math.pow(m.m2() / m.n(), 1.5), "skewness");
    }

    /**
     * Returns the excess kurtosis {@code g2 = m4 / m2^2 - 3} of the finite numbers, with central moments over {@code n}.
     *
     * @return the kurtosis, undefined for text, with fewer than two finite numbers and when all are the same
     */
    public Measurement kurtosis() {
        Moments m = numbers.moments();
        Optional<Undefined> none = noNumbers(2, "kurtosis").or(() -> constant("kurtosis"));
        return none.isPresent() ? none.get() : exact(m.n() * m.m4() / (m.m2() * m.m2()) - 3, "kurtosis");
    }

    private Optional<Undefined> constant(String what) {
        QuantileSketch values = numbers.values();
        return values.key(0) == values.key(values.size() - 1)
                        || numbers.moments().m2() == 0
                ? Optional.of(new Undefined("column '" + name + "' is constant, which has no " + what))
                : Optional.empty();
    }

    /**
     * Returns a quantile of the finite numbers: the linear interpolation between the two numbers next to rank
     * {@code 1 + p (n - 1)} (type 7 of Hyndman and Fan, the default of R and NumPy).
     *
     * <p>While the column is held exactly the quantile is exact. After, it is the value that was seen nearest to that rank,
     * and the interval holds the true quantile always.
     *
     * @param p the share of values below, from 0 to 1
     * @return the quantile, undefined for text and without finite numbers
     * @throws IllegalArgumentException when p is not from 0 to 1
     */
    public Measurement quantile(double p) {
        if (!(p >= 0 && p <= 1)) {
            throw new IllegalArgumentException("p must be in [0, 1], got " + p);
        }
        Optional<Undefined> none = noNumbers(1, "quantile");
        if (none.isPresent()) {
            return none.get();
        }
        QuantileSketch values = numbers.values();
        double position = p * (finite() - 1);
        long rank = 1 + (long) position;
        double share = position - (long) position;
        long next = Math.min(rank + (share > 0 ? 1 : 0), finite());
        double lower = at(values.lower(rank));
        double upper = at(values.upper(next));
        double first = at(values.nearest(rank));
        double second = at(values.nearest(next));
        double point = first + (second - first) * share;
        if (!Double.isFinite(point)) {
            point = first * (1 - share) + second * share;
        }
        if (values.isExact()) {
            return Estimate.exact(point, finite());
        }
        return new Estimate(point, Math.min(lower, point), Math.max(upper, point), CERTAIN, finite());
    }

    /**
     * Returns by how many ranks, as a share of all, a quantile may be off.
     *
     * @return 0 while the column is held exactly, then at most about 0.001 for data that was profiled in one pass
     */
    public double rankError() {
        return numbers.values().rankError();
    }

    /**
     * Returns the difference between the quantiles of 0.75 and 0.25.
     *
     * @return the interquartile range, undefined for text and without finite numbers
     */
    public Measurement interquartileRange() {
        if (quantile(0.25) instanceof Estimate low && quantile(0.75) instanceof Estimate high) {
            return new Estimate(
                    high.point() - low.point(),
                    high.lower() - low.upper(),
                    high.upper() - low.lower(),
                    Math.min(low.confidence(), high.confidence()),
                    finite());
        }
        return quantile(0.25);
    }

    /**
     * Returns the entropy of the distinct values in nats, {@code -sum p ln p}.
     *
     * @return the entropy, undefined without values and while the column is not held exactly
     */
    public Measurement entropy() {
        long n = type == ColumnType.TEXT ? count() : finite();
        if (n == 0) {
            return new Undefined("column '" + name + "' has no values");
        }
        if (!isExact()) {
            return new Undefined("column '" + name + "' has too many distinct values to hold all of their counts");
        }
        double entropy = 0;
        if (type == ColumnType.TEXT) {
            for (Map.Entry<String, Long> entry : texts.values().ranked()) {
                entropy -= plogp(entry.getValue(), n);
            }
        } else {
            for (int i = 0; i < numbers.values().size(); i++) {
                entropy -= plogp(numbers.values().weight(i), n);
            }
        }
        return Estimate.exact(entropy + 0.0, n);
    }

    private static double plogp(long count, long n) {
        double p = (double) count / n;
        return p * Math.log(p);
    }

    /**
     * Returns the median of the absolute distances from the median, without a factor for normal data.
     *
     * @return the deviation, undefined for text, without finite numbers and while the column is not held exactly
     */
    public Measurement medianAbsoluteDeviation() {
        Measurement median = quantile(0.5);
        if (!(median instanceof Estimate centre)) {
            return median;
        }
        if (!isExact()) {
            return new Undefined("column '" + name + "' has too many distinct values to hold all of them");
        }
        QuantileSketch values = numbers.values();
        List<Integer> byDistance = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            byDistance.add(i);
        }
        byDistance.sort(Comparator.comparingDouble(i -> Math.abs(at(i) - centre.point())));
        long left = (finite() - 1) / 2;
        long right = finite() / 2;
        double low = Double.NaN;
        double high = Double.NaN;
        long before = 0;
        for (int i : byDistance) {
            long upTo = before + values.weight(i);
            double distance = Math.abs(at(i) - centre.point());
            low = before <= left && left < upTo ? distance : low;
            high = before <= right && right < upTo ? distance : high;
            before = upTo;
        }
        return exact(low + (high - low) / 2, "median absolute deviation");
    }

    /**
     * Returns the ten most frequent values; NaN, infinities and missing values have counts of their own and are not among
     * them.
     *
     * @return at most 10 values, the most frequent first and by their own order where counts are equal
     */
    public List<TopValue> topValues() {
        return topValues(TOP);
    }

    /**
     * Returns the most frequent values; all of them when the column is held exactly and the limit is large enough.
     *
     * @param limit how many at most; a column that is not held exactly knows at most 64
     * @return the values, the most frequent first and by their own order where counts are equal
     * @throws IllegalArgumentException when the limit is negative
     */
    public List<TopValue> topValues(int limit) {
        if (limit < 0) {
            throw new IllegalArgumentException("limit must be at least 0, got " + limit);
        }
        if (type == ColumnType.TEXT) {
            return top(texts.values(), limit);
        }
        if (!isExact()) {
            return top(numbers.frequent(), limit);
        }
        QuantileSketch values = numbers.values();
        List<TopValue> all = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            all.add(new TopValue(Keys.value(type, values.key(i)), values.weight(i), values.weight(i)));
        }
        all.sort((a, b) -> Long.compare(b.count(), a.count())); // stable, so that equal counts stay in their order
        return List.copyOf(all.subList(0, Math.min(limit, all.size())));
    }

    private <K extends Comparable<K>> List<TopValue> top(FrequentItems<K> items, int limit) {
        List<TopValue> top = new ArrayList<>();
        for (Map.Entry<K, Long> entry : items.ranked()) {
            if (top.size() == limit) {
                break;
            }
            Object value = entry.getKey() instanceof Long key ? Keys.value(type, key) : entry.getKey();
            top.add(new TopValue(value, entry.getValue(), entry.getValue() + items.slack()));
        }
        return List.copyOf(top);
    }

    /**
     * Returns how many finite numbers fall into bins of equal width from the smallest to the largest; when all are the
     * same, from half below to half above.
     *
     * @param bins the number of bins, from 1 to 1000
     * @return the histogram, or empty for text and without finite numbers
     * @throws IllegalArgumentException when the number of bins is another
     */
    public Optional<Histogram> histogram(int bins) {
        if (bins < 1 || bins > 1000) {
            throw new IllegalArgumentException("bins must be in [1, 1000], got " + bins);
        }
        if (type == ColumnType.TEXT || finite() == 0) {
            return Optional.empty();
        }
        double low = at(0);
        double high = at(numbers.values().size() - 1);
        if (low == high) {
            double half = Math.max(0.5, Math.ulp(low));
            low -= half;
            high += half;
        }
        double width = high / bins - low / bins;
        List<Double> edges = new ArrayList<>();
        for (int i = 0; i < bins; i++) {
            edges.add(low + i * width);
        }
        edges.add(high);
        return Optional.of(binned(edges));
    }

    private Histogram binned(List<Double> edges) {
        int bins = edges.size() - 1;
        List<Double> counts = new ArrayList<>();
        double before = 0;
        for (int i = 1; i <= bins; i++) {
            double upTo = i == bins ? (double) finite() : below(edges.get(i));
            counts.add(upTo - before);
            before = upTo;
        }
        return new Histogram(edges, counts);
    }

    /**
     * Returns a histogram whose bins hold about the same number of finite values each: its edges are quantiles, of which
     * equal ones are taken once, so that a frequent value makes fewer and fuller bins.
     *
     * @param bins the number of bins at most, from 1 to 1000
     * @return the histogram, or empty for text and without finite numbers
     * @throws IllegalArgumentException when the number of bins is another
     */
    public Optional<Histogram> quantileHistogram(int bins) {
        if (histogram(bins).isEmpty()) {
            return Optional.empty();
        }
        if (at(0) == at(numbers.values().size() - 1)) {
            return histogram(1);
        }
        List<Double> edges = new ArrayList<>();
        for (int i = 0; i <= bins; i++) {
            double edge = quantile((double) i / bins) instanceof Estimate estimate ? estimate.point() : at(0);
            if (edges.isEmpty() || edge > edges.get(edges.size() - 1)) {
                edges.add(edge);
            }
        }
        return Optional.of(binned(edges));
    }

    /**
     * Returns the numbers that commonly stand for a missing value and look as if they did here: one of -1, -9, -99, ...,
     * 99, 999, ... that is the smallest or the largest number, is among the frequent ones with at least 1 % of all, and
     * lies beyond the other numbers by more than half of their range.
     *
     * @return none, one or two values with their counts, the smallest first; empty for times, truth values and text
     */
    public List<TopValue> suspectedSentinels() {
        if (!(type == ColumnType.NUMBER || type == ColumnType.INTEGER)
                || numbers.values().size() < 3) {
            return List.of();
        }
        int last = numbers.values().size() - 1;
        List<TopValue> found = new ArrayList<>();
        for (TopValue each : topValues(Numbers.FREQUENT)) {
            double value = ((Number) each.value()).doubleValue();
            boolean first = value == at(0);
            if (each.count() >= 0.01 * finite() && isCode(value) && (first || value == at(last))) {
                // The other end may be a sentinel as well; the numbers between are what this one is compared with.
                double nearest = at(first ? 1 : last - 1);
                double furthest = at(first ? last - 1 : 1);
                double range = last == 2 ? Math.abs(nearest) : Math.abs(furthest - nearest);
                if (Math.abs(value - nearest) > range / 2) {
                    found.add(each);
                }
            }
        }
        found.sort(Comparator.comparingDouble(each -> ((Number) each.value()).doubleValue()));
        return List.copyOf(found);
    }

    /** Tells whether a number is -1, or nothing but nines: -9, 99, -999, ... */
    private static boolean isCode(double value) {
        if (value == -1 || value == -9) {
            return true;
        }
        double code = Math.abs(value);
        return code == 99 || code == 999 || code == 9999 || code == 99_999 || code == 999_999 || code == 9_999_999;
    }

    /** Returns how many values are below an edge: exactly, or halfway between the bounds, in rising order for all. */
    private double below(double edge) {
        QuantileSketch values = numbers.values();
        double count = 0;
        for (int i = 0; i < values.size(); i++) {
            if (at(i) >= edge) {
                double most = (double) values.upTo(i) - values.weight(i);
                return Math.max(count, (count + most) / 2);
            }
            count = Math.max(count, (double) values.below(i) + values.weight(i));
        }
        return count;
    }

    /** Returns the profile of this column's rows and another's. */
    ColumnProfile merge(ColumnProfile other) {
        if (!name.equals(other.name) || type != other.type) {
            throw new IllegalArgumentException("only profiles of one column can be merged, got '" + name + "' " + type
                    + " and '" + other.name + "' " + other.type);
        }
        return new ColumnProfile(
                name,
                type,
                rows + other.rows,
                missing + other.missing,
                numbers.merge(other.numbers),
                texts.merge(other.texts.after(rows)),
                places.merge(rows, other.places, other.rows));
    }

    @Override
    public String toString() {
        return "ColumnProfile[" + name + " " + type + ", " + count() + " values, " + missing + " missing]";
    }
}
