// SPDX-License-Identifier: Apache-2.0
package io.oncemq.ra.inbound;

import jakarta.jms.Message;
import jakarta.jms.MessageListener;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.endpoint.MessageEndpointFactory;

/** What the server tells about a message-driven bean. */
final class BeanDescription {
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
}
