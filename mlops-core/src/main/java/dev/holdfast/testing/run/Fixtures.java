// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testing.run;

import dev.holdfast.data.Csv;
import dev.holdfast.data.JsonLines;
import dev.holdfast.data.Row;
import dev.holdfast.data.Table;
import dev.holdfast.model.ModelCodec;
import dev.holdfast.model.Prediction;
import dev.holdfast.model.Predictor;
import dev.holdfast.model.StorableModel;
import dev.holdfast.testing.ModelUnderTest;
import dev.holdfast.testing.TestData;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The models and data that tests are given by {@link ModelUnderTest} and {@link TestData}, each made once.
 *
 * <p>What cannot be given is an {@link AssertionError}, so that the test fails and says why. Thread-safe.
 */
public final class Fixtures {
    private final Settings settings;
    private final Supplier<List<ModelSource>> sources;
    private final Map<List<Object>, Object> made = new HashMap<>();

    private Fixtures(Settings settings, Supplier<List<ModelSource>> sources) {
        this.settings = settings;
        this.sources = sources;
    }

    /**
     * Returns the fixtures of a run whose models come from the sources on the class path.
     *
     * @param settings the settings of the run
     * @return the fixtures
     */
    public static Fixtures with(Settings settings) {
        return new Fixtures(Objects.requireNonNull(settings, "settings"), () -> {
            return ServiceLoader.load(ModelSource.class).stream()
                    .map(ServiceLoader.Provider::get)
                    .toList();
        });
    }

    /**
     * Returns the fixtures of a run whose models come from one source.
     *
     * @param settings the settings of the run
     * @param source the source
     * @return the fixtures
     */
    public static Fixtures with(Settings settings, ModelSource source) {
        List<ModelSource> one = List.of(source);
        return new Fixtures(Objects.requireNonNull(settings, "settings"), () -> one);
    }

    /**
     * Tells whether a field or parameter asks for a fixture.
     *
     * @param element the field or parameter
     * @return true when it has one of the annotations
     */
    public static boolean asks(AnnotatedElement element) {
        return element.isAnnotationPresent(ModelUnderTest.class) || element.isAnnotationPresent(TestData.class);
    }

    /**
     * Sets the fields of a test that ask for fixtures, those of its superclasses included.
     *
     * @param testClass the test's class
     * @param instance the test, or null to set the static fields
     * @throws AssertionError when a fixture cannot be given
     */
    public void inject(Class<?> testClass, @Nullable Object instance) {
        for (Class<?> type = testClass; type != null && type != Object.class; type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (asks(field) && Modifier.isStatic(field.getModifiers()) == (instance == null)) {
                    set(testClass, field, instance);
                }
            }
        }
    }

    private void set(Class<?> testClass, Field field, @Nullable Object instance) {
        if (Modifier.isFinal(field.getModifiers())) {
            throw failure(field + " cannot be given a value, as it is final", null);
        }
        Object value = value(testClass, field, field.getGenericType());
        try {
            field.setAccessible(true);
            field.set(instance, value);
        } catch (IllegalAccessException | RuntimeException e) {
            throw failure(field + " cannot be given a value: " + e, e);
        }
    }

    /**
     * Returns what a field or parameter asks for.
     *
     * @param testClass the class of the test
     * @param element the field or parameter
     * @param type its type
     * @return a model or a table
     * @throws AssertionError when it cannot be given
     */
    public Object value(Class<?> testClass, AnnotatedElement element, Type type) {
        Object value = made(testClass, element);
        if (!fits(value, type)) {
            throw failure(
                    "expected a " + type.getTypeName() + " for " + name(element) + ", got the "
                            + value.getClass().getSimpleName() + kind(value),
                    null);
        }
        return value;
    }

    private Object made(Class<?> testClass, AnnotatedElement element) {
        TestData data = element.getAnnotation(TestData.class);
        if (data != null) {
            return once(List.of(TestData.class, testClass, data.value()), () -> read(testClass, data.value()));
        }
        ModelUnderTest model = Objects.requireNonNull(element.getAnnotation(ModelUnderTest.class), "annotation");
        if (model.value().isEmpty() == model.factory().isEmpty()) {
            throw failure(
                    "a model under test is stored or made: give " + name(element)
                            + " either a reference such as \"credit@candidate\" or a factory",
                    null);
        }
        return model.factory().isEmpty()
                ? once(List.of(ModelSource.class, model.value(), model.workspace(), model.codec()), () -> load(model))
                : once(List.of(Method.class, testClass, model.factory()), () -> call(testClass, model.factory()));
    }

    private synchronized Object once(List<Object> key, Supplier<Object> maker) {
        Object known = made.get(key);
        if (known == null) {
            known = maker.get();
            made.put(key, known);
        }
        return known;
    }

    private static boolean fits(Object value, Type type) {
        if (type instanceof Class<?> raw) {
            return raw.isInstance(value);
        }
        if (!(type instanceof ParameterizedType generic) || !(generic.getRawType() instanceof Class<?> raw)) {
            return true;
        }
        Type answer = generic.getActualTypeArguments()[generic.getActualTypeArguments().length - 1];
        return raw.isInstance(value)
                && (!(value instanceof StorableModel<?, ?> stored)
                        || !(answer instanceof Class<?> wanted)
                        || !Prediction.class.isAssignableFrom(wanted)
                        || wanted.isAssignableFrom(
                                stored.signature().labels().isEmpty()
                                        ? dev.holdfast.model.Quantity.class
                                        : dev.holdfast.model.ClassScores.class));
    }

    private static String kind(Object value) {
        return value instanceof StorableModel<?, ?> stored
                ? " of "
                        + (stored.signature().labels().isEmpty()
                                ? "numbers"
                                : "classes " + stored.signature().labels())
                : "";
    }

    private Predictor<Row, ? extends Prediction> load(ModelUnderTest wanted) {
        String what = "the model \"" + wanted.value() + "\" cannot be loaded: ";
        List<ModelSource> all = sources.get();
        if (all.size() != 1) {
            throw failure(
                    what + "expected one source of models, got " + all.size()
                            + (all.isEmpty()
                                    ? "; add mlops-registry to the tests, or register a ModelSource"
                                    : " "
                                            + all.stream()
                                                    .map(each -> each.getClass().getName())
                                                    .collect(Collectors.joining(", "))),
                    null);
        }
        try {
            ModelReference reference = ModelReference.parse(wanted.value(), wanted.workspace());
            return all.get(0)
                    .load(
                            wanted.codec() == void.class ? reference : reference.withCodec(codec(wanted.codec())),
                            settings);
        } catch (RuntimeException | LinkageError e) {
            throw failure(what + e.getMessage(), e);
        }
    }

    @SuppressWarnings("unchecked") // what it reads is compared with the type of the field or parameter
    private static ModelCodec<Row, ? extends Prediction> codec(Class<?> type) {
        try {
            Constructor<?> constructor = type.getDeclaredConstructor();
            constructor.setAccessible(true);
            return (ModelCodec<Row, ? extends Prediction>) constructor.newInstance();
        } catch (ReflectiveOperationException | ClassCastException e) {
            throw new IllegalArgumentException(
                    "the codec " + type.getName() + " must be a ModelCodec with a constructor without parameters: " + e,
                    e);
        }
    }

    private Object call(Class<?> testClass, String name) {
        List<Method> named = factories(testClass, name);
        if (named.size() != 1) {
            throw failure(
                    "the factory \"" + name + "\" must be one static method of " + testClass.getSimpleName()
                            + ", found " + named.size(),
                    null);
        }
        Method factory = named.get(0);
        Object[] arguments = Arrays.stream(factory.getParameters())
                .map(parameter -> argument(testClass, factory, parameter))
                .toArray();
        try {
            factory.setAccessible(true);
            return Optional.ofNullable(factory.invoke(null, arguments))
                    .orElseThrow(() -> failure("the factory \"" + name + "\" made no model but null", null));
        } catch (InvocationTargetException e) {
            throw failure("the factory \"" + name + "\" failed: " + e.getCause(), e.getCause());
        } catch (IllegalAccessException e) {
            throw failure("the factory \"" + name + "\" cannot be called: " + e, e);
        }
    }

    /** Those of the class itself, else of the nearest superclass that has one. */
    private static List<Method> factories(Class<?> testClass, String name) {
        List<Method> named = Arrays.stream(testClass.getDeclaredMethods())
                .filter(method -> method.getName().equals(name) && Modifier.isStatic(method.getModifiers()))
                .toList();
        Class<?> above = testClass.getSuperclass();
        return named.isEmpty() && above != null && above != Object.class ? factories(above, name) : named;
    }

    private Object argument(Class<?> testClass, Method factory, Parameter parameter) {
        if (!parameter.isAnnotationPresent(TestData.class)) {
            throw failure(
                    "the factory \"" + factory.getName() + "\" can be given @TestData only, not " + parameter, null);
        }
        return value(testClass, parameter, parameter.getParameterizedType());
    }

    private static Table read(Class<?> testClass, String name) {
        boolean lines = name.toLowerCase(Locale.ROOT).endsWith(".jsonl");
        URL resource = testClass.getResource(name);
        Path file = Path.of(name);
        try {
            if (resource != null && resource.getProtocol().equals("file")) {
                file = Path.of(resource.toURI());
            } else if (resource != null) {
                try (InputStream in = resource.openStream()) {
                    return lines ? JsonLines.read(in, name) : Csv.read(in, name);
                }
            }
            if (!Files.isRegularFile(file)) {
                throw failure(
                        "the test data \"" + name + "\" are not there: looked beside " + testClass.getName()
                                + " on the class path, and at " + file.toAbsolutePath(),
                        null);
            }
            return lines ? JsonLines.read(file) : Csv.read(file);
        } catch (IOException | URISyntaxException | UncheckedIOException | dev.holdfast.HoldfastException e) {
            throw failure("the test data \"" + name + "\" cannot be read: " + e.getMessage(), e);
        }
    }

    private static String name(AnnotatedElement element) {
        if (element instanceof Field field) {
            return field.getDeclaringClass().getSimpleName() + "." + field.getName();
        }
        return element instanceof Parameter parameter
                ? parameter.getDeclaringExecutable().getDeclaringClass().getSimpleName() + "."
                        + parameter.getDeclaringExecutable().getName() + "(" + parameter.getName() + ")"
                : element.toString();
    }

    private static AssertionError failure(String message, @Nullable Throwable cause) {
        return new AssertionError(message, cause);
    }
}
