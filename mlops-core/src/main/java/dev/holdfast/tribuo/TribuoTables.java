// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.tribuo;

import dev.holdfast.data.Table;
import org.tribuo.Dataset;
import org.tribuo.classification.Label;

/** Tables of Tribuo datasets, for those who have their data in memory already; see {@link ExampleSource} for others. */
public final class TribuoTables {
    private TribuoTables() {}

    /**
     * Returns a dataset as a table: one number column a feature, in text order of their names, then the label as text.
     *
     * <p>A feature that an example does not have is missing in its row. Tribuo reads absent as 0 in most models; where
     * the dataset means 0, it should say so by {@code dataset.densify()} first. Tribuo's unknown label is missing, and
     * weights and metadata of examples are not carried over. Costs time and memory in proportion to examples times
     * features.
     *
     * @param dataset the dataset; not changed
     * @param target the name of the label's column
     * @return the table, in the order of the examples
     * @throws IllegalArgumentException when a feature has the target's name or an example has a feature twice
     */
    public static Table from(Dataset<Label> dataset, String target) {
        return ExampleSource.labels(dataset, target)
                .features(dataset.getFeatureMap().keySet().stream().sorted().toList())
                .toTable();
    }
}
