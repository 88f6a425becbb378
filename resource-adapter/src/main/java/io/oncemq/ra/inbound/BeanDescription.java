// SPDX-License-Identifier: Apache-2.0
package io.oncemq.ra.inbound;

import jakarta.jms.Message;
import jakarta.jms.MessageListener;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.InvalidPropertyException;
import jakarta.resource.spi.endpoint.MessageEndpointFactory;
import java.beans.Introspector;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.annotation.Annotation;
import java.util.Locale;
import java.util.Set;

/** What the server, and the bean's own annotation, tell about a message-driven bean. */
final class BeanDescription {
    private static final Logger LOG = System.getLogger("io.oncemq.ra");

    /** Properties that are meant for the server: those of Payara's bean pools. */
    private static final Set<String> OF_SERVERS = Set.of(
            "maxpoolsize", "steadypoolsize", "poolresizequantity", "poolidletimeoutinseconds", "singletonbeanpool");

    private BeanDescription() {}

    /** For log lines: the class, or what the server calls the activation. */
    static String name(MessageEndpointFactory factory) {
        Class<?> bean = factory.getEndpointClass();
        return bean != null ? bean.getName() : String.valueOf(factory.getActivationName());
    }

    static boolean isTransacted(MessageEndpointFactory factory) throws ResourceException {
        try {
            return factory.isDeliveryTransacted(MessageListener.class.getMethod("onMessage", Message.class));
        } catch (NoSuchMethodException e) {
            throw new ResourceException("the bean is no jakarta.jms.MessageListener", e);
        }
    }

    /**
     * Refuses a misspelt property. Payara only logs that it has no setter, and the bean would run without what it asked
     * for. What a deployment descriptor says cannot be seen from here.
     */
    static void refuseUnknownProperties(MessageEndpointFactory factory) throws InvalidPropertyException {
        Class<?> bean = factory.getEndpointClass();
        if (bean == null) {
            return;
        }
        for (Annotation annotation : bean.getAnnotations()) {
            if (annotation.annotationType().getName().equals("jakarta.ejb.MessageDriven")) {
                try {
                    // By reflection: the adapter's class loader need not see that of the EJB container.
                    for (Object each : (Object[]) call(annotation, "activationConfig")) {
                        refuseUnknown((String) call((Annotation) each, "propertyName"));
                    }
                } catch (ReflectiveOperationException e) {
                    LOG.log(Level.DEBUG, "the annotation of " + bean + " cannot be read", e);
                }
            }
        }
    }

    private static Object call(Annotation annotation, String element) throws ReflectiveOperationException {
        return annotation.annotationType().getMethod(element).invoke(annotation);
    }

    private static void refuseUnknown(String property) throws InvalidPropertyException {
        if (!PropertyRules.settable(OnceMqActivationSpec.class).contains(Introspector.decapitalize(property))
                && !OF_SERVERS.contains(property.toLowerCase(Locale.ROOT))) {
            throw new InvalidPropertyException(
                    "there is no activation property " + property + "; the properties are "
                            + String.join(", ", PropertyRules.own(OnceMqActivationSpec.class)),
                    "ONCEMQ-3202");
        }
    }
}
