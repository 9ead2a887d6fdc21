// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.holdfast.data.Csv;
import dev.holdfast.data.NumberColumn;
import dev.holdfast.data.Schema;
import dev.holdfast.data.Table;
import dev.holdfast.data.TextColumn;
import dev.holdfast.stats.Estimate;
import dev.holdfast.stats.Undefined;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AssociationsTest {
    private static Associations of(String text) {
        return Associations.of(Csv.read(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), "text"));
    }

    private static double correlation(Associations pairs, String a, String b) {
        return ((Estimate) pairs.correlation(a, b)).point();
    }

    @Test
    void countsWhereValuesAreMissingTogether() {
        Associations pairs = of("a,b,c\n1,,x\n,,y\n,2,\n");
        assertThat(pairs.missingTogether("a", "b")).isEqualTo(1);
        assertThat(pairs.missingTogether("c", "a")).isEqualTo(1);
        assertThat(pairs.missingTogether("b", "c")).isZero();
        assertThat(pairs.missingTogether("a", "a")).isEqualTo(2);
    }

    @Test
    void correlatesTheRowsInWhichBothAreFinite() {
        Associations pairs = of("a,b,c,flag\n1,2,3,true\n2,4,1,true\n3,7,2,false\n4,,9,false\n");
        // numpy.corrcoef([1, 2, 3], [2, 4, 7])
        assertThat(correlation(pairs, "a", "b")).isCloseTo(0.9933992677987828, within(1e-15));
        assertThat(correlation(pairs, "c", "a")).isCloseTo(corr(), within(1e-15));
        assertThat(correlation(pairs, "a", "a")).isEqualTo(1);
        assertThat(correlation(pairs, "a", "flag")).isCloseTo(-2 / Math.sqrt(5), within(1e-15));
    }

    /** By hand: means 2.5 and 3.75; products 1.125 + 1.375 - 0.875 + 7.875; squares 5 and 38.75. */
    private static double corr() {
        return 9.5 / Math.sqrt(5 * 38.75);
    }

    @Test
    void measuresHowCategoriesGoTogether() {
        StringBuilder rows = new StringBuilder("a,b,c,flag,one\n");
        int[][] counts = {{10, 20, 30}, {6, 9, 17}};
        for (int i = 0; i < 2; i++) {
            for (int j = 0; j < 3; j++) {
                rows.append(("a" + i + ",b" + j + ",a" + i + "," + (i == 0) + ",x\n").repeat(counts[i][j]));
            }
        }
        Associations pairs = of(rows + "a9,,a9,,x\n,b9,,true,x\n");
        // By hand: chi^2 of {{10, 20, 30}, {6, 9, 17}} is 0.27157 with n = 92, and k is 2.
        Estimate v = pairs.cramersV("a", "b").orThrow();
        assertThat(v.n()).isEqualTo(92);
        assertThat(v.point()).isCloseTo(Math.sqrt(0.271574651504035 / 92), within(1e-12));
        assertThat(pairs.cramersV("b", "a")).isEqualTo(pairs.cramersV("a", "b"));
        assertThat(pairs.cramersV("a", "c").orThrow().point()).isCloseTo(1, within(1e-12));
        assertThat(pairs.cramersV("a", "flag").orThrow().point()).isCloseTo(1, within(1e-12));
        assertThat(pairs.cramersV("a", "one"))
                .isEqualTo(new Undefined("columns 'a' and 'one' do not both vary where both are there"));
    }

    @Test
    void saysWhyThereAreNoCategories() {
        StringBuilder rows = new StringBuilder("t,n,u\n");
        for (int i = 0; i < 33; i++) {
            rows.append("w")
                    .append(i)
                    .append(',')
                    .append(i)
                    .append(",u")
                    .append(i % 32)
                    .append('\n');
        }
        Associations pairs = of(rows.toString());
        assertThat(pairs.cramersV("u", "t")).isEqualTo(new Undefined("column 't' has more than 32 distinct values"));
        assertThat(pairs.cramersV("n", "u")).isEqualTo(new Undefined("column 'n' is INTEGER, which has no categories"));
        assertThat(pairs.cramersV("u", "u").orThrow().point()).isCloseTo(1, within(1e-12));
        List<TextColumn> many = IntStream.range(0, 65)
                .mapToObj(i -> TextColumn.of("t" + i, "a", "b"))
                .toList();
        assertThat(Associations.of(Table.of(many)).cramersV("t0", "t64"))
                .isEqualTo(
                        new Undefined("column 't64' is behind the first 64 of TEXT and BOOLEAN, of which alone pairs "
                                + "are counted; select some"));
    }

    @Test
    void saysWhyThereIsNoCorrelation() {
        Associations pairs = of("a,k,t,lone\n1,5,x,\n2,5,y,3\n");
        assertThat(pairs.correlation("a", "t"))
                .isEqualTo(new Undefined("column 't' is TEXT, which has no correlation"));
        assertThat(pairs.correlation("a", "k"))
                .isEqualTo(new Undefined("columns 'a' and 'k' do not both vary where both are there"));
        assertThat(pairs.correlation("a", "lone"))
                .isEqualTo(
                        new Undefined("columns 'a' and 'lone' have 1 row with both values, and a correlation needs 2"));
        Associations large =
                Associations.of(Table.of(NumberColumn.of("a", -1e308, 1e308), NumberColumn.of("b", -1e308, 1e308)));
        assertThat(large.correlation("a", "b"))
                .isEqualTo(new Undefined("the correlation of columns 'a' and 'b' is beyond the range of double"));
    }

    @Test
    void isTheSameForEveryCutIntoBatches(@TempDir Path folder) throws IOException {
        StringBuilder text = new StringBuilder("a,b\n");
        for (int i = 0; i < 20_000; i++) {
            text.append(1e6 + i % 97).append(',').append(i % 89).append('\n');
        }
        Path file = folder.resolve("a.csv");
        Files.writeString(file, text);
        double whole = correlation(Associations.of(Csv.read(file)), "a", "b");
        assertThat(correlation(Associations.of(Csv.stream(file).where(row -> true)), "a", "b"))
                .isCloseTo(whole, within(1e-12));
    }

    @Test
    void refusesWhatItCannotAssociate() {
        assertThatThrownBy(() -> of("a\n1\n").correlation("a", "b"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no column 'b'; there are [a]");
        List<dev.holdfast.data.Field> fields = new ArrayList<>();
        for (int i = 0; i < 1001; i++) {
            fields.add(TextColumn.of("c" + i).field());
        }
        assertThatThrownBy(() -> Associations.of(Table.empty(Schema.of(fields))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("at most 1000 columns can be associated, got 1001; select some");
        assertThat(of("a,b\n").toString()).isEqualTo("Associations[a, b]");
    }
}
