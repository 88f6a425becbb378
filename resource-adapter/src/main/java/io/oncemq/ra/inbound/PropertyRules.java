// SPDX-License-Identifier: Apache-2.0
package io.oncemq.ra.inbound;

import jakarta.resource.spi.InvalidPropertyException;
import java.beans.IntrospectionException;
import java.beans.Introspector;
import java.beans.PropertyDescriptor;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
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

    void throwIfBroken(String what) throws InvalidPropertyException {
        if (!broken.isEmpty()) {
            throw exception(what);
        }
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
