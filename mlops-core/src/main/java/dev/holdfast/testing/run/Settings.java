// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testing.run;

import java.util.Optional;

/** The settings of a test run, such as the configuration parameters of JUnit, which include system properties. */
@FunctionalInterface
public interface Settings {
    /** The folder of the workspace that holds stored models: {@value}. */
    String WORKSPACE = "holdfast.workspace";

    /** The folder that the report of the run is written to, or {@code none}: {@value}. */
    String REPORT = "holdfast.report";

    /**
     * Returns a setting.
     *
     * @param key its name, such as {@code "holdfast.workspace"}
     * @return the value, or empty when it is not set
     */
    Optional<String> get(String key);
}
