// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.pipeline;

import java.util.Map;

/**
 * One choice of parameters that a search tries.
 *
 * @param number the trial's number, from 0
 * @param parameters the value of each parameter: a {@code Double}, an {@code Integer} or a {@code String}
 * @param budget how much may be spent on it, in the unit of the caller, such as epochs; 1 in a random search
 * @param seed a seed of the trial's own for its training, the same for every budget
 */
public record Trial(int number, Map<String, Object> parameters, long budget, long seed) {
    /**
     * Returns a number.
     *
     * @param name the parameter
     * @return its value
     * @throws IllegalArgumentException when there is no such parameter or it is no number
     */
    public double number(String name) {
        return value(name, Number.class).doubleValue();
    }

    /**
     * Returns a whole number.
     *
     * @param name the parameter
     * @return its value
     * @throws IllegalArgumentException when there is no such parameter or it is no whole number
     */
    public int integer(String name) {
        return value(name, Integer.class);
    }

    /**
     * Returns a chosen text.
     *
     * @param name the parameter
     * @return its value
     * @throws IllegalArgumentException when there is no such parameter or it is no text
     */
    public String choice(String name) {
        return value(name, String.class);
    }

    private <T> T value(String name, Class<T> type) {
        Object value = parameters.get(name);
        if (!type.isInstance(value)) {
            throw new IllegalArgumentException(
                    "there is no " + type.getSimpleName() + " parameter '" + name + "', the trial has " + parameters);
        }
        return type.cast(value);
    }
}
