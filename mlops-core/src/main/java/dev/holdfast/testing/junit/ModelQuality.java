// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testing.junit;

import dev.holdfast.testing.CheckResult;
import dev.holdfast.testing.ModelQualityError;
import dev.holdfast.testing.QualityLog;
import dev.holdfast.testing.run.Fixtures;
import dev.holdfast.testing.run.QualityRun;
import dev.holdfast.testing.run.Settings;
import dev.holdfast.testing.run.TestResult;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.LifecycleMethodExecutionExceptionHandler;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.junit.jupiter.api.extension.TestInstancePostProcessor;
import org.junit.jupiter.api.extension.TestWatcher;

/**
 * The JUnit 5 extension of model tests: {@code @ExtendWith(ModelQuality.class)}.
 *
 * <p>It sets the fields and parameters with {@link dev.holdfast.testing.ModelUnderTest} and
 * {@link dev.holdfast.testing.TestData}, and writes the report of all test classes that it extends when the run ends, as
 * {@link QualityRun} says. Its settings are configuration parameters of JUnit, which system properties set too:
 *
 * <table>
 * <caption>Configuration parameters</caption>
 * <tr><th>parameter</th><th>meaning</th></tr>
 * <tr><td>{@code holdfast.workspace}</td><td>the folder of the workspace that holds the stored models</td></tr>
 * <tr><td>{@code holdfast.report}</td><td>the folder of the report; {@code none} for no report</td></tr>
 * </table>
 *
 * <p>A model or data that cannot be given fail the test, as an {@link AssertionError}, and stand in the report. Assertions are
 * heard on the thread of the test. Needs JUnit 5.13 or later, which closes what the run holds. Thread-safe: test classes may
 * run in parallel.
 */
public final class ModelQuality
        implements BeforeAllCallback,
                TestInstancePostProcessor,
                ParameterResolver,
                BeforeEachCallback,
                AfterEachCallback,
                TestExecutionExceptionHandler,
                LifecycleMethodExecutionExceptionHandler,
                TestWatcher {
    private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(ModelQuality.class);

    /** Called by JUnit. */
    public ModelQuality() {}

    /** What the tests of one run of the engine share; closed, and so written, when the run ends. */
    private static final class Run implements AutoCloseable {
        private final Fixtures fixtures;
        private final Optional<QualityRun> report;
        private final Map<String, Heard> heard = new ConcurrentHashMap<>();

        Run(Settings settings) {
            fixtures = Fixtures.with(settings);
            report = QualityRun.of(settings);
        }

        /** Tests of which the watcher was not told, such as factories of dynamic ones, conclude from what they asserted. */
        @Override
        public void close() {
            heard.values().forEach(each -> conclude(each, Optional.empty()));
            report.ifPresent(QualityRun::write);
        }

        void conclude(Heard test, Optional<Throwable> thrown) {
            heard.remove(test.id);
            List<CheckResult> checks = List.copyOf(test.checks);
            String failure = thrown.filter(each -> !(each instanceof ModelQualityError))
                    .map(each -> each instanceof AssertionError && each.getMessage() != null
                            ? each.getMessage()
                            : each.toString())
                    .orElse("");
            report.ifPresent(run -> run.add(TestResult.of(test.testClass, test.name, checks, failure)));
        }
    }

    /** The assertions of one test. */
    private static final class Heard {
        private final String id;
        private final String testClass;
        private final String name;
        private final List<CheckResult> checks = new ArrayList<>();

        Heard(ExtensionContext context) {
            id = context.getUniqueId();
            testClass = context.getTestClass().map(Class::getSimpleName).orElse("");
            name = name(context);
        }

        /** The name that a person gave, else that of the method, with which one it is of a parameterised test. */
        private static String name(ExtensionContext context) {
            String method = context.getTestMethod().map(Method::getName).orElse("");
            String shown = context.getDisplayName();
            if (shown.startsWith(method + "(")) {
                return method;
            }
            return shown.startsWith("[") ? method + " " + shown : shown;
        }
    }

    private static Run run(ExtensionContext context) {
        return context.getRoot()
                .getStore(NAMESPACE)
                .getOrComputeIfAbsent(Run.class, key -> new Run(context::getConfigurationParameter), Run.class);
    }

    private static Heard heard(ExtensionContext context) {
        return run(context).heard.computeIfAbsent(context.getUniqueId(), id -> new Heard(context));
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        run(context).fixtures.inject(context.getRequiredTestClass(), null);
    }

    @Override
    public void postProcessTestInstance(Object instance, ExtensionContext context) {
        run(context).fixtures.inject(instance.getClass(), instance);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return Fixtures.asks(parameter.getParameter());
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return run(context)
                .fixtures
                .value(
                        context.getRequiredTestClass(),
                        parameter.getParameter(),
                        parameter.getParameter().getParameterizedType());
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        Heard heard = heard(context);
        context.getStore(NAMESPACE).put(QualityLog.class, QualityLog.listen(heard.checks::add));
    }

    @Override
    public void afterEach(ExtensionContext context) {
        QualityLog.Registration registration =
                context.getStore(NAMESPACE).remove(QualityLog.class, QualityLog.Registration.class);
        if (registration != null) {
            registration.close();
        }
    }

    @Override
    public void testSuccessful(ExtensionContext context) {
        run(context).conclude(heard(context), Optional.empty());
    }

    @Override
    public void testFailed(ExtensionContext context, Throwable cause) {
        run(context).conclude(heard(context), Optional.of(cause));
    }

    @Override
    public void testAborted(ExtensionContext context, Throwable cause) {
        // An assumption that does not hold is no verdict on the model.
        run(context).heard.remove(context.getUniqueId());
    }

    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable thrown) throws Throwable {
        throw unwrapped(thrown);
    }

    @Override
    public void handleBeforeEachMethodExecutionException(ExtensionContext context, Throwable thrown) throws Throwable {
        throw unwrapped(thrown);
    }

    @Override
    public void handleBeforeAllMethodExecutionException(ExtensionContext context, Throwable thrown) throws Throwable {
        throw unwrapped(thrown);
    }

    /** JUnit takes a parameter that cannot be given for an error of the test; here it is the test's verdict on the model. */
    private static Throwable unwrapped(Throwable thrown) {
        return thrown instanceof ParameterResolutionException && thrown.getCause() instanceof AssertionError cause
                ? cause
                : thrown;
    }
}
