// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testing.jqwik;

import dev.holdfast.testing.CheckResult;
import dev.holdfast.testing.ModelQualityError;
import dev.holdfast.testing.QualityLog;
import dev.holdfast.testing.run.Fixtures;
import dev.holdfast.testing.run.QualityRun;
import dev.holdfast.testing.run.Settings;
import dev.holdfast.testing.run.TestResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.lifecycle.AfterContainerHook;
import net.jqwik.api.lifecycle.AroundPropertyHook;
import net.jqwik.api.lifecycle.ContainerLifecycleContext;
import net.jqwik.api.lifecycle.Lifespan;
import net.jqwik.api.lifecycle.PropagationMode;
import net.jqwik.api.lifecycle.PropertyExecutionResult;
import net.jqwik.api.lifecycle.PropertyExecutor;
import net.jqwik.api.lifecycle.PropertyLifecycleContext;
import net.jqwik.api.lifecycle.Store;

/**
 * The hook of model tests into jqwik: {@code @AddLifecycleHook(ModelQualityHook.class)}, beside
 * {@code @ExtendWith(ModelQuality.class)} where a class has tests of both.
 *
 * <p>It sets the fields with {@link dev.holdfast.testing.ModelUnderTest} and {@link dev.holdfast.testing.TestData}, and adds each
 * property to the report of the run, once for all of its tries. jqwik hands its hooks no settings, so they come from system
 * properties.
 */
public final class ModelQualityHook implements AroundPropertyHook, AfterContainerHook {
    private static final Settings SETTINGS = key -> Optional.ofNullable(System.getProperty(key));

    /** Called by jqwik. */
    public ModelQualityHook() {}

    private static Fixtures fixtures() {
        return Store.getOrCreate(ModelQualityHook.class, Lifespan.RUN, () -> Fixtures.with(SETTINGS))
                .get();
    }

    /** Tries make the same assertion of many rows; the last of each stands for all. */
    private static final class Heard {
        private final Map<List<String>, CheckResult> last = new LinkedHashMap<>();

        void add(CheckResult result) {
            last.put(List.of(result.subject(), result.expected()), result);
        }
    }

    @Override
    public PropertyExecutionResult aroundProperty(PropertyLifecycleContext context, PropertyExecutor property) {
        Heard heard = new Heard();
        PropertyExecutionResult result;
        try {
            fixtures().inject(context.containerClass(), null);
            fixtures().inject(context.containerClass(), context.testInstance());
        } catch (AssertionError e) {
            conclude(context, heard, Optional.of(e));
            throw e;
        }
        QualityLog.Registration registration = QualityLog.listen(heard::add);
        try {
            result = property.execute();
        } finally {
            registration.close();
        }
        if (result.status() == PropertyExecutionResult.Status.SUCCESSFUL) {
            conclude(context, heard, Optional.empty());
        } else if (result.status() == PropertyExecutionResult.Status.FAILED) {
            conclude(context, heard, result.throwable());
        }
        return result;
    }

    private static void conclude(PropertyLifecycleContext context, Heard heard, Optional<Throwable> thrown) {
        List<CheckResult> checks = new ArrayList<>(heard.last.values());
        String failure = "";
        if (thrown.isPresent() && thrown.get() instanceof ModelQualityError error) {
            // What shrinking tried last need not be what it found smallest.
            checks.removeIf(CheckResult::isFailure);
            checks.addAll(error.results());
        } else {
            failure = thrown.map(each -> each instanceof AssertionError && each.getMessage() != null
                            ? each.getMessage()
                            : each.toString())
                    .orElse("");
            checks.removeIf(CheckResult::isFailure);
        }
        TestResult result = TestResult.of(context.containerClass().getSimpleName(), context.label(), checks, failure);
        QualityRun.of(SETTINGS).ifPresent(run -> run.add(result));
    }

    @Override
    public void afterContainer(ContainerLifecycleContext context) {
        QualityRun.of(SETTINGS).ifPresent(QualityRun::write);
    }

    @Override
    public PropagationMode propagateTo() {
        return PropagationMode.ALL_DESCENDANTS;
    }
}
