// SPDX-License-Identifier: Apache-2.0
package io.oncemq.ra.inbound;

import java.lang.annotation.Annotation;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The activation properties that the class of a message-driven bean declares. Payara drops one that has no setter with a
 * log line that does not name it, so a misspelt one is noticed here or never. What only a deployment descriptor declares
 * cannot be seen.
 */
final class DeclaredProperties {
    private static final String MESSAGE_DRIVEN = "jakarta.ejb.MessageDriven";

    /** Meant for the server, which reads them off the bean itself: Payara's bean pools. */
    private static final Set<String> OF_SERVERS = Set.of(
            "maxpoolsize", "steadypoolsize", "poolresizequantity", "poolidletimeoutinseconds", "singletonbeanpool");

    private DeclaredProperties() {}

    /** Breaks a rule for each declared property that is not a property of an activation. */
    static void check(@Nullable Class<?> bean, PropertyRules rules) {
        Set<String> known = PropertyRules.settable(OnceMqActivationSpec.class);
        for (String name : names(bean)) {
            if (!known.contains(firstLower(name)) && !OF_SERVERS.contains(name.toLowerCase(Locale.ROOT))) {
                rules.unknown(name, PropertyRules.own(OnceMqActivationSpec.class));
            }
        }
    }

    private static List<String> names(@Nullable Class<?> bean) {
        List<String> names = new ArrayList<>();
        if (bean == null) {
            return names;
        }
        for (Annotation annotation : bean.getAnnotations()) {
            // By name: the adapter does not see the server's EJB classes.
            if (annotation.annotationType().getName().equals(MESSAGE_DRIVEN)) {
                for (Object property : (Object[]) value(annotation, "activationConfig")) {
                    names.add((String) value((Annotation) property, "propertyName"));
                }
            }
        }
        return names;
    }

    private static Object value(Annotation annotation, String element) {
        try {
            return annotation.annotationType().getMethod(element).invoke(annotation);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(MESSAGE_DRIVEN + " is not as Jakarta EE defines it", e);
        }
    }

    /** Servers find the setter of {@code DestinationType}, too. */
    private static String firstLower(String name) {
        return name.isEmpty() ? name : Character.toLowerCase(name.charAt(0)) + name.substring(1);
    }
}
