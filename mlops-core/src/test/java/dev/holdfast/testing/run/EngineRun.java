// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testing.run;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.engine.JupiterTestEngine;
import org.junit.platform.engine.ConfigurationParameters;
import org.junit.platform.engine.DiscoveryFilter;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.EngineDiscoveryRequest;
import org.junit.platform.engine.EngineExecutionListener;
import org.junit.platform.engine.ExecutionRequest;
import org.junit.platform.engine.OutputDirectoryCreator;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.TestEngine;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.UniqueId;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.engine.support.store.Namespace;
import org.junit.platform.engine.support.store.NamespacedHierarchicalStore;

/** Runs test classes in an engine of their own, as a build does, and tells what became of each test. */
public final class EngineRun {
    private EngineRun() {}

    /** The results of JUnit's own engine by the name of the test. */
    public static Map<String, TestExecutionResult> of(Map<String, String> settings, Class<?>... classes) {
        return of(new JupiterTestEngine(), settings, classes);
    }

    /** The results of an engine by the name of the test. */
    public static Map<String, TestExecutionResult> of(
            TestEngine engine, Map<String, String> settings, Class<?>... classes) {
        Parameters parameters = new Parameters(settings);
        List<DiscoverySelector> selectors = Arrays.stream(classes)
                .map(each -> (DiscoverySelector) DiscoverySelectors.selectClass(each))
                .toList();
        TestDescriptor root = engine.discover(new Discovery(selectors, parameters), UniqueId.forEngine(engine.getId()));
        Map<String, TestExecutionResult> results = new LinkedHashMap<>();
        EngineExecutionListener listener = new EngineExecutionListener() {
            @Override
            public void executionFinished(TestDescriptor test, TestExecutionResult result) {
                results.put(test.getDisplayName().replace("()", ""), result);
            }
        };
        try (NamespacedHierarchicalStore<Namespace> session = new NamespacedHierarchicalStore<>(null);
                NamespacedHierarchicalStore<Namespace> store = session.newChild()) {
            engine.execute(ExecutionRequest.create(root, listener, parameters, new NoFiles(), store));
        }
        return results;
    }

    private record Discovery(List<DiscoverySelector> selectors, ConfigurationParameters parameters)
            implements EngineDiscoveryRequest {
        @Override
        public <T extends DiscoverySelector> List<T> getSelectorsByType(Class<T> type) {
            return selectors.stream().filter(type::isInstance).map(type::cast).toList();
        }

        @Override
        public <T extends DiscoveryFilter<?>> List<T> getFiltersByType(Class<T> type) {
            return List.of();
        }

        @Override
        public ConfigurationParameters getConfigurationParameters() {
            return parameters;
        }

        @Override
        public OutputDirectoryCreator getOutputDirectoryCreator() {
            return new NoFiles();
        }
    }

    private record Parameters(Map<String, String> values) implements ConfigurationParameters {
        @Override
        public Optional<String> get(String key) {
            return Optional.ofNullable(values.get(key));
        }

        @Override
        public Optional<Boolean> getBoolean(String key) {
            return get(key).map(Boolean::parseBoolean);
        }

        @Override
        @SuppressWarnings({"deprecation", "removal"}) // asked for by the interface
        public int size() {
            return values.size();
        }

        @Override
        public Set<String> keySet() {
            return values.keySet();
        }
    }

    private record NoFiles() implements OutputDirectoryCreator {
        @Override
        public Path getRootDirectory() {
            throw new IllegalStateException("no files are published");
        }

        @Override
        public Path createOutputDirectory(TestDescriptor test) {
            throw new IllegalStateException("no files are published");
        }
    }
}
