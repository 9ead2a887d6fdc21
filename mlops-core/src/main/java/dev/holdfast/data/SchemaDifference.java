// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What changed from one schema to another, judged by whoever reads data of the new one and was made for the old: columns
 * are found by name, so their order does not matter.
 *
 * @param changes the changes, those of the old schema's columns first, in their order
 */
public record SchemaDifference(List<SchemaChange> changes) {
    /**
     * Copies the list.
     *
     * @param changes the changes, those of the old schema's columns first, in their order
     */
    public SchemaDifference {
        changes = List.copyOf(changes);
    }

    static SchemaDifference between(Schema before, Schema after) {
        List<SchemaChange> changes = new ArrayList<>();
        for (Field old : before.fields()) {
            Optional<Field> now = after.field(old.name());
            if (now.isEmpty()) {
                changes.add(removed(old, after));
            } else {
                compare(old, now.get(), changes);
                environments(before, after, old.name(), changes);
            }
        }
        for (Field field : after.fields()) {
            if (!before.contains(field.name())) {
                changes.add(new SchemaChange(
                        field.name(),
                        SchemaChange.Kind.ADDED,
                        false,
                        "column '" + field.name() + "' is new; who does not know it does not read it"));
            }
        }
        return new SchemaDifference(changes);
    }

    private static SchemaChange removed(Field old, Schema after) {
        String hint = after.names().stream()
                .filter(name -> name.strip().equalsIgnoreCase(old.name().strip()))
                .findFirst()
                .map(name -> "; '" + name + "' differs in case or blanks only, and names are compared exactly")
                .orElse("");
        return new SchemaChange(
                old.name(),
                SchemaChange.Kind.REMOVED,
                !old.optional(),
                "column '" + old.name() + "' is gone, and "
                        + (old.optional() ? "could be missing before" : "was always there") + hint);
    }

    private static void compare(Field old, Field now, List<SchemaChange> changes) {
        if (old.type() != now.type()) {
            boolean widens = old.type() == ColumnType.NUMBER && now.type() == ColumnType.INTEGER;
            changes.add(new SchemaChange(
                    old.name(),
                    SchemaChange.Kind.RETYPED,
                    !widens,
                    "column '" + old.name() + "' was " + lower(old.type()) + " and is " + lower(now.type())
                            + (widens ? ", and every integer is a number" : "")));
        }
        if (!old.optional() && now.optional()) {
            changes.add(new SchemaChange(
                    old.name(),
                    SchemaChange.Kind.BECAME_OPTIONAL,
                    true,
                    "column '" + old.name() + "' may be missing, and was always there before"));
        } else if (old.optional() && !now.optional()) {
            changes.add(new SchemaChange(
                    old.name(),
                    SchemaChange.Kind.BECAME_REQUIRED,
                    false,
                    "column '" + old.name() + "' is always there, and could be missing before"));
        }
    }

    private static void environments(Schema before, Schema after, String name, List<SchemaChange> changes) {
        if (before.environments(name).equals(after.environments(name))) {
            return;
        }
        boolean keepsAll = after.environments(name).isEmpty()
                || (!before.environments(name).isEmpty()
                        && after.environments(name).containsAll(before.environments(name)));
        changes.add(new SchemaChange(
                name,
                SchemaChange.Kind.MOVED,
                !keepsAll,
                "column '" + name + "' was in " + places(before, name) + " and is in " + places(after, name)));
    }

    private static String places(Schema schema, String name) {
        return schema.environments(name).isEmpty()
                ? "all environments"
                : schema.environments(name).toString();
    }

    private static String lower(ColumnType type) {
        return type.name().toLowerCase(Locale.ROOT);
    }

    /**
     * Tells whether whoever was made for the old schema can read data of the new one.
     *
     * @return true when no change is breaking
     */
    public boolean isCompatible() {
        return changes.stream().noneMatch(SchemaChange::breaking);
    }

    /**
     * Returns the changes that break whoever was made for the old schema.
     *
     * @return the breaking changes, perhaps none
     */
    public List<SchemaChange> breaking() {
        return changes.stream().filter(SchemaChange::breaking).toList();
    }

    @Override
    public String toString() {
        return changes.isEmpty()
                ? "no difference"
                : changes.stream()
                        .map(change -> (change.breaking() ? "breaking: " : "compatible: ") + change.why())
                        .collect(Collectors.joining("\n"));
    }
}
