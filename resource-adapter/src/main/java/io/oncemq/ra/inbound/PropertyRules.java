// SPDX-License-Identifier: Apache-2.0
package io.oncemq.ra.inbound;

import jakarta.resource.spi.InvalidPropertyException;
import java.beans.IntrospectionException;
import java.beans.Introspector;
import java.beans.PropertyDescriptor;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Collects which properties of a bean break which rule, to tell of all at once. Used by one thread. */
final class PropertyRules {
    private final Class<?> bean;
    private final Map<String, String> broken = new TreeMap<>();

    PropertyRules(Class<?> bean) {
        this.bean = bean;
    }

    void broken(String property, String rule, @Nullable String value) {
        String text = property + " must be " + rule + ", was " + (value == null ? "not set" : '"' + value + '"');
        broken.merge(property, text, (first, second) -> first + "; " + second);
    }

    void unknown(String property, Collection<String> known) {
        broken.put(property, property + " is unknown; there are " + String.join(", ", known));
    }

    void throwIfBroken(String what) throws InvalidPropertyException {
        if (!broken.isEmpty()) {
            throw exception(what);
        }
    }

    /** The names of the texts that a bean has a setter for. */
    static Set<String> settable(Class<?> bean) {
        return names(setters(bean));
    }

    /** Of those, the ones that the class itself has and did not take over. */
    static Set<String> own(Class<?> bean) {
        return names(setters(bean).filter(setter -> setter.getDeclaringClass() == bean));
    }

    private static Stream<Method> setters(Class<?> bean) {
        return Arrays.stream(bean.getMethods())
                .filter(method -> method.getName().startsWith("set")
                        && Arrays.equals(method.getParameterTypes(), new Class<?>[] {String.class}));
    }

    private static Set<String> names(Stream<Method> setters) {
        return setters.map(setter -> Introspector.decapitalize(setter.getName().substring(3)))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    InvalidPropertyException exception(String what) {
        InvalidPropertyException exception =
                new InvalidPropertyException(what + ": " + String.join("; ", broken.values()), "ONCEMQ-3201");
        try {
            exception.setInvalidPropertyDescriptors(
                    Arrays.stream(Introspector.getBeanInfo(bean).getPropertyDescriptors())
                            .filter(descriptor -> broken.containsKey(descriptor.getName()))
                            .toArray(PropertyDescriptor[]::new));
        } catch (IntrospectionException e) {
            exception.addSuppressed(e);
        }
        return exception;
    }
}
