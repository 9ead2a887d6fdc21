// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.fairness.mitigation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Thresholds that {@link ThresholdOptimizer} chose, to decide rows by.
 *
 * <p>A group that was not there when they were chosen is decided by the best threshold for all rows together, or refused
 * with an exception, as the optimizer was told; never silently unfavourably. Immutable and thread-safe.
 */
public final class GroupThresholds implements DecisionRule {
    static final String FORMAT = "holdfast-group-thresholds/1";

    private final List<String> names;
    private final List<ThresholdRule> rules;
    private final ThresholdRule pooled;
    private final UnseenGroup unseen;
    private final long seed;

    GroupThresholds(
            List<String> names, List<ThresholdRule> rules, ThresholdRule pooled, UnseenGroup unseen, long seed) {
        this.names = List.copyOf(names);
        this.rules = List.copyOf(rules);
        this.pooled = pooled;
        this.unseen = unseen;
        this.seed = seed;
    }

    static GroupThresholds from(JsonNode node) throws IOException {
        List<String> names = new ArrayList<>();
        List<ThresholdRule> rules = new ArrayList<>();
        for (JsonNode each : StoredJson.list(node, "groups")) {
            names.add(StoredJson.text(each, "name"));
            rules.add(ThresholdRule.from(each));
        }
        return new GroupThresholds(
                names,
                rules,
                ThresholdRule.from(node.path("pooled")),
                StoredJson.constant(UnseenGroup.class, node, "unseen"),
                StoredJson.integer(node, "seed"));
    }

    private ThresholdRule rule(String group) {
        int code = names.indexOf(group);
        unseen.require(code, group, names);
        return code >= 0 ? rules.get(code) : pooled;
    }

    @Override
    public double probability(double score, String group) {
        Cases.requireScore(score);
        return rule(group).probability(score);
    }

    /**
     * Decides a row; without random mixing only.
     *
     * @param score its score
     * @param group its group
     * @return true when it is selected
     * @throws IllegalStateException when the decision depends on chance: give a key
     * @throws IllegalArgumentException as {@link #probability} does
     */
    public boolean decide(double score, String group) {
        double probability = probability(score, group);
        if (probability > 0 && probability < 1) {
            throw new IllegalStateException("this decision is drawn with probability " + probability
                    + "; give the row's key, so that the same row is always decided alike");
        }
        return probability == 1;
    }

    @Override
    public boolean decide(double score, String group, long key) {
        double probability = probability(score, group);
        return probability == 1 || (probability > 0 && Lots.draw(seed, key) < probability);
    }

    @Override
    public boolean decideUngrouped(double score) {
        Cases.requireScore(score);
        return pooled.probability(score) == 1;
    }

    @Override
    public boolean isRandomized() {
        return rules.stream().anyMatch(ThresholdRule::isRandom);
    }

    @Override
    public String unseenGroups() {
        return unseen.described("decided by the best threshold for all rows together, " + pooled);
    }

    @Override
    public String name() {
        return "Thresholds by group";
    }

    /**
     * Returns the rule of each group in words, in alphabetical order of groups.
     *
     * @return the rules
     */
    public List<String> rules() {
        String[] text = new String[rules.size()];
        Arrays.setAll(text, i -> names.get(i) + ": " + rules.get(i));
        return List.of(text);
    }

    @Override
    public String toText() {
        ObjectNode node = StoredJson.object()
                .put("rule", FORMAT)
                .put("unseen", unseen.name())
                .put("seed", String.valueOf(seed));
        ArrayNode groups = node.putArray("groups");
        for (int g = 0; g < rules.size(); g++) {
            rules.get(g).putInto(groups.addObject().put("name", names.get(g)));
        }
        pooled.putInto(node.putObject("pooled"));
        return StoredJson.write(node);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof GroupThresholds that && toText().equals(that.toText());
    }

    @Override
    public int hashCode() {
        return toText().hashCode();
    }

    @Override
    public String toString() {
        return "GroupThresholds" + rules();
    }
}
