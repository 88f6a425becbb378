// SPDX-License-Identifier: Apache-2.0
package io.oncemq.ra.inbound;

import io.oncemq.jms.Credentials;
import io.oncemq.jms.JmsDestination;
import io.oncemq.message.DestinationName;
import io.oncemq.ra.node.StoreAccess;
import io.oncemq.ra.node.StoreClient;
import jakarta.jms.Destination;
import jakarta.jms.JMSException;
import jakarta.resource.spi.InvalidPropertyException;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import org.jspecify.annotations.Nullable;

/**
 * Where an activation's messages come from, after everything that it names was looked up.
 *
 * @param clientId empty for none
 * @param credentials of whoever receives
 */
record ActivationTarget(
        ActivationRequest request, DestinationName destination, String clientId, Credentials credentials) {
    /** Looks up by the naming context of the calling thread: the endpoint is being activated. */
    static ActivationTarget resolve(ActivationRequest request, StoreAccess access) throws InvalidPropertyException {
        DestinationName destination = destination(request);
        boolean topic = destination.kind() == DestinationName.Kind.TOPIC;
        if (topic && request.subscriptionName().isEmpty() && (request.durable() || request.shared())) {
            throw invalid(
                    "subscriptionName",
                    "set when subscriptionDurability is Durable or shareSubscriptions is true",
                    null);
        }
        String clientId = request.clientId();
        Credentials credentials = request.credentials();
        if (request.connectionFactoryLookup() != null) {
            StoreClient factory = factory(request.connectionFactoryLookup(), access);
            String theirs = factory.clientId();
            clientId = clientId.isEmpty() && theirs != null ? theirs : clientId;
            credentials = credentials.isNobody() ? factory.credentials() : credentials;
        }
        return new ActivationTarget(request, destination, clientId, credentials);
    }

    boolean isTopic() {
        return destination.kind() == DestinationName.Kind.TOPIC;
    }

    /**
     * A durable subscription without a client identifier is a shared one, as it is for any JMS client; so activations on
     * several nodes share it.
     */
    boolean isShared() {
        return request.shared() || (request.durable() && clientId.isEmpty());
    }

    private static DestinationName destination(ActivationRequest request) throws InvalidPropertyException {
        DestinationName.Kind kind = request.kind();
        String lookup = request.destinationLookup();
        if (lookup == null) {
            if (kind == null || request.destination() == null) {
                throw invalid("destinationLookup", "the JNDI name of a queue or topic", null);
            }
            return new DestinationName(kind, request.destination());
        }
        Object found = lookUp("destinationLookup", lookup);
        if (!(found instanceof Destination destination)) {
            throw invalid("destinationLookup", "the JNDI name of a queue or topic, not of a " + typeOf(found), lookup);
        }
        DestinationName name;
        try {
            name = JmsDestination.nameOf(destination);
        } catch (JMSException e) {
            throw invalid(
                    "destinationLookup", "the JNDI name of a usable destination (" + e.getMessage() + ")", lookup);
        }
        if (name.kind().isTemporary()) {
            throw invalid("destinationLookup", "the JNDI name of a destination that is not temporary", lookup);
        }
        if (kind != null && kind != name.kind()) {
            throw invalid(
                    "destinationType",
                    "that of destinationLookup " + lookup + ", which is " + name,
                    kind == DestinationName.Kind.QUEUE ? "jakarta.jms.Queue" : "jakarta.jms.Topic");
        }
        return name;
    }

    private static StoreClient factory(String lookup, StoreAccess access) throws InvalidPropertyException {
        Object found = lookUp("connectionFactoryLookup", lookup);
        if (!(found instanceof StoreClient client)) {
            throw invalid(
                    "connectionFactoryLookup",
                    "the JNDI name of a connection factory of this adapter, not of a " + typeOf(found),
                    lookup);
        }
        StoreAccess other = client.access();
        if (other == null || !access.isLike(other)) {
            throw invalid(
                    "connectionFactoryLookup", "the JNDI name of a connection factory of the same adapter", lookup);
        }
        return client;
    }

    @SuppressWarnings("BanJNDI") // the name is the deployer's
    private static Object lookUp(String property, String name) throws InvalidPropertyException {
        try {
            Object found = new InitialContext().lookup(name);
            if (found == null) {
                throw invalid(property, "a JNDI name that is bound", name);
            }
            return found;
        } catch (NamingException e) {
            InvalidPropertyException exception = invalid(property, "a JNDI name that is bound (" + e + ")", name);
            exception.initCause(e);
            throw exception;
        }
    }

    private static String typeOf(Object object) {
        return object.getClass().getName();
    }

    private static InvalidPropertyException invalid(String property, String rule, @Nullable String value) {
        PropertyRules rules = new PropertyRules(OnceMqActivationSpec.class);
        rules.broken(property, rule, value);
        return rules.exception("activation of a message-driven bean");
    }
}
