// SPDX-License-Identifier: Apache-2.0
package io.oncemq.spec;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;

/** The tests of this module that name sections, found among its compiled test classes. */
final class TestCatalog {
    /** A test and what it proves; {@code rule} if it is one that runs on every database. */
    record Entry(Class<?> type, Method method, Set<String> sections, boolean rule) {
        String name() {
            return type.getSimpleName() + "." + method.getName();
        }
    }

    private TestCatalog() {}

    /** All that name a section, and all rules, in the order of their names. */
    static List<Entry> all() {
        List<Entry> entries = new ArrayList<>();
        for (Class<?> type : testClasses()) {
            boolean rule = isRules(type);
            for (Method method : type.getDeclaredMethods()) {
                Set<String> sections = new TreeSet<>();
                addTo(sections, type.getAnnotation(Section.class));
                addTo(sections, method.getAnnotation(Section.class));
                if (isTest(method) && (rule || !sections.isEmpty())) {
                    entries.add(new Entry(type, method, sections, rule));
                }
            }
        }
        entries.sort(Comparator.comparing(Entry::name));
        return entries;
    }

    /** The classes of rules: each runs on every database. */
    static List<Class<?>> rules() {
        return testClasses().stream().filter(TestCatalog::isRules).toList();
    }

    private static boolean isRules(Class<?> type) {
        return SpecTest.class.isAssignableFrom(type)
                && type != SpecTest.class
                && Modifier.isAbstract(type.getModifiers())
                && type.getPackage().equals(SpecTest.class.getPackage());
    }

    private static boolean isTest(Method method) {
        return method.isAnnotationPresent(Test.class)
                || method.isAnnotationPresent(ParameterizedTest.class)
                || method.isAnnotationPresent(TestFactory.class)
                || method.isAnnotationPresent(Property.class);
    }

    private static void addTo(Set<String> sections, @Nullable Section annotation) {
        if (annotation != null) {
            sections.addAll(List.of(annotation.value()));
        }
    }

    private static List<Class<?>> testClasses() {
        Path root = root();
        try (Stream<Path> files = Files.walk(root)) {
            return files.map(file -> root.relativize(file).toString())
                    .filter(file -> file.endsWith(".class") && !file.endsWith("package-info.class"))
                    .sorted()
                    .<Class<?>>map(TestCatalog::load)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path root() {
        try {
            return Path.of(Objects.requireNonNull(SpecTest.class.getProtectionDomain())
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Class<?> load(String file) {
        String name = file.substring(0, file.length() - ".class".length())
                .replace('/', '.')
                .replace('\\', '.');
        try {
            return Class.forName(name, false, SpecTest.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }
}
