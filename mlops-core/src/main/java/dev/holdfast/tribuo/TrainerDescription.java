// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.tribuo;

import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.ListProvenance;
import com.oracle.labs.mlrg.olcut.provenance.MapProvenance;
import com.oracle.labs.mlrg.olcut.provenance.PrimitiveProvenance;
import com.oracle.labs.mlrg.olcut.provenance.Provenance;
import com.oracle.labs.mlrg.olcut.util.Pair;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Flattens the configuration that a Tribuo trainer tells of itself into names and texts. */
final class TrainerDescription {
    private TrainerDescription() {}

    static SortedMap<String, String> of(ConfiguredObjectProvenance trainer) {
        SortedMap<String, String> flat = new TreeMap<>();
        add("trainer", trainer, flat);
        return flat;
    }

    private static void add(String name, Provenance value, Map<String, String> flat) {
        if (value instanceof ConfiguredObjectProvenance object) {
            flat.put(name, object.getClassName());
            object.getConfiguredParameters().forEach((key, inner) -> add(name + '.' + key, inner, flat));
        } else if (value instanceof ListProvenance<?> list) {
            for (int i = 0; i < list.getList().size(); i++) {
                add(name + '[' + i + ']', list.getList().get(i), flat);
            }
        } else if (value instanceof MapProvenance<?> map) {
            for (Pair<String, ? extends Provenance> entry : map) {
                add(name + '.' + entry.getA(), entry.getB(), flat);
            }
        } else if (value instanceof PrimitiveProvenance<?> primitive) {
            flat.put(name, String.valueOf(primitive.getValue()));
        }
    }
}
