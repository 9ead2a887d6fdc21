// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LikeRuleTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "abc | abc | true",
                "abc | ABC | false",
                "abc | ab | false",
                "ab | abc | false",
                "a% | a | true",
                "a% | abc | true",
                "%c | abc | true",
                "%b | abc | false",
                "%b% | abc | true",
                "%ab%ab | abxabyab | true",
                "%ab%ab | ab | false",
                "_b_ | abc | true",
                "_b_ | bc | false",
                "_ | \uD83D\uDE00 | true",
                "__ | \uD83D\uDE00 | false",
                "100\\% | 100% | true",
                "100\\% | 1000 | false",
                "a\\_b | axb | false",
                "a\\\\b | a\\b | true",
                "% | '' | true",
                "%% | '' | true",
                "_ | '' | false",
                ".* | ab | false",
            })
    void matchesAsInSql(String pattern, String text, boolean matches) {
        assertThat(new LikeTest(pattern).text(text)).isEqualTo(matches);
    }

    @Test
    void isFastWhereExpressionsExplode() {
        org.junit.jupiter.api.Assertions.assertTimeout(
                Duration.ofSeconds(5),
                () -> assertThat(new LikeTest("%a%a%a%a%a%a%a%a%b").text("a".repeat(20_000)))
                        .isFalse());
    }

    @Test
    void refusesAnEscapeOfNothing() {
        assertThatThrownBy(() -> DataContract.named("x").column("c", c -> c.like("a\\")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "column 'c': like(a\\) does not make sense: the LIKE pattern a\\ ends in a backslash that escapes"
                                + " nothing");
    }
}
