// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import dev.holdfast.data.Column;
import dev.holdfast.data.Row;
import dev.holdfast.data.Table;
import dev.holdfast.profile.Profile;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** What all states of one check share; the only way by which a value becomes text that a person sees. */
final class CheckContext {
    private final DataContract contract;
    private final CheckOptions options;
    private final Map<String, Redaction> redactions;
    private final Map<List<String>, Set<Object>> referenced;
    private final KeyMemory keyMemory;
    private final TimeBudget customBudget;
    private final int comparisons;

    CheckContext(DataContract contract, CheckOptions options) {
        this(
                contract,
                options,
                contract.redactions(),
                new ConcurrentHashMap<>(),
                contract.driftRules()
                        + options.baseline()
                                .map(baseline ->
                                        options.driftLimits().rules(baseline).size())
                                .orElse(0));
    }

    private CheckContext(
            DataContract contract,
            CheckOptions options,
            Map<String, Redaction> redactions,
            Map<List<String>, Set<Object>> referenced,
            int comparisons) {
        this.contract = contract;
        this.options = options;
        this.redactions = redactions;
        this.referenced = referenced;
        this.keyMemory =
                new KeyMemory(options.guards().keyMemory(), options.guards().keySpill());
        this.customBudget =
                new TimeBudget(options.guards().customBudget(), options.guards().clock());
        this.comparisons = comparisons;
    }

    /** What the states of one rule share: the same, but memory and time of its own. */
    CheckContext ofOneRule() {
        return new CheckContext(contract, options, redactions, referenced, comparisons);
    }

    KeyMemory keyMemory() {
        return keyMemory;
    }

    TimeBudget customBudget() {
        return customBudget;
    }

    /** The values of a column of a table that the host brought; made once for all rules. */
    Set<Object> referenced(String table, Table there, String key) {
        return referenced.computeIfAbsent(List.of(table, key), k -> {
            Column column = there.column(key);
            Set<Object> values = new HashSet<>();
            for (int row = 0; row < column.size(); row++) {
                if (!column.isMissing(row)) {
                    values.add(Rule.plain(column.value(row)));
                }
            }
            return values;
        });
    }

    /** What an exception says of itself, unless that may be a value which must not be seen. */
    String shown(Throwable thrown) {
        return redactions.isEmpty()
                ? Texts.visible(thrown.toString())
                : thrown.getClass().getName();
    }

    int sampleSize() {
        return options.sampleSize();
    }

    int capacity() {
        return options.capacity();
    }

    Optional<Instant> now() {
        return options.now();
    }

    Map<String, Table> references() {
        return options.references();
    }

    List<String> columnNames() {
        return contract.columnNames();
    }

    Optional<Predicate<Row>> custom(String id) {
        return contract.custom(id);
    }

    Optional<CustomMetric> metric(String id, long version) {
        return contract.metric(id, version);
    }

    Optional<Profile> baseline() {
        return options.baseline();
    }

    /** The level at which chance is ruled out for all comparisons with the baseline together. */
    double alpha() {
        return options.driftLimits().level();
    }

    /** The number of comparisons with the baseline that share the level. */
    int comparisons() {
        return comparisons;
    }

    boolean hides(String column) {
        return redactions.containsKey(column);
    }

    String shown(Column column, int index) {
        return column.isMissing(index) ? Texts.MISSING : shown(column.name(), column.value(index));
    }

    String shown(String column, Object value) {
        Redaction redaction = redactions.get(column);
        if (redaction == null) {
            return Texts.value(value);
        }
        // As a column prints it, so that a hash is the same wherever the value is found.
        String text = String.valueOf(value);
        return switch (redaction) {
            case MASK -> mask(text);
            case HASH -> options.hashKey().map(key -> hash(key, text)).orElse("(hidden)");
            case OMIT -> "(hidden)";
        };
    }

    /** A row as it may leave: with the values of sensitive columns as they may be shown. */
    Row hidden(Row row) {
        Row hidden = row;
        for (String column : redactions.keySet()) {
            if (!row.isMissing(column)) {
                hidden = hidden.with(column, shown(column, row.text(column)));
            }
        }
        return hidden;
    }

    private static String mask(String text) {
        StringBuilder masked = new StringBuilder();
        text.codePoints().forEach(c -> masked.append(isPunctuation(c) ? (char) c : '*'));
        return masked.toString();
    }

    private static boolean isPunctuation(int c) {
        return c >= ' ' && c < 0x7f && !Character.isLetterOrDigit(c);
    }

    private static String hash(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            byte[] digest = mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
            return "#" + HexFormat.of().formatHex(digest, 0, 6);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }
}
