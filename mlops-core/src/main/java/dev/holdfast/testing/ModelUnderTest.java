// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testing;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The model of a field or parameter of a test: one that is stored, {@code @ModelUnderTest("credit@candidate")}, or one that
 * the test makes, {@code @ModelUnderTest(factory = "train")}.
 *
 * <p>It is loaded or made once a run, of a factory once a test class. When it cannot be, the test fails and says why.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.FIELD, ElementType.PARAMETER})
public @interface ModelUnderTest {
    /**
     * Returns the model's name and which of its versions: {@code "credit@candidate"} by alias, {@code "credit@3"} by number.
     *
     * @return the reference; empty when there is a factory
     */
    String value() default "";

    /**
     * Returns the name of the static method of the test class that makes the model; its parameters may be
     * {@link TestData}.
     *
     * @return the method's name; empty when the model is stored
     */
    String factory() default "";

    /**
     * Returns where the model is stored, as its source knows it: of a workspace, the folder. Without it the setting
     * {@code holdfast.workspace} says so.
     *
     * @return the place, or empty
     */
    String workspace() default "";

    /**
     * Returns the class of the codec that reads the stored model, a {@link dev.holdfast.model.ModelCodec} with a constructor
     * without parameters; for formats that the source of models does not know itself.
     *
     * @return the class, or {@code void.class} to leave it to the source
     */
    Class<?> codec() default void.class;
}
