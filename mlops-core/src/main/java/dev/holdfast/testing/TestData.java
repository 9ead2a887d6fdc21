// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testing;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The table of a field or parameter of a test: {@code @TestData("credit-test.csv") Table test}.
 *
 * <p>A name that ends in {@code .jsonl} is read as JSON lines, any other as CSV. It is looked for beside the test class on the
 * class path, then as a path from the working directory; read once a run.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.FIELD, ElementType.PARAMETER})
public @interface TestData {
    /**
     * Returns the name of the resource or file.
     *
     * @return the name
     */
    String value();
}
