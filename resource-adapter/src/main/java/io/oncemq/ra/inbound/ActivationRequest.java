// SPDX-License-Identifier: Apache-2.0
package io.oncemq.ra.inbound;

import io.oncemq.jms.Credentials;
import io.oncemq.message.DestinationName;
import io.oncemq.selector.Selector;
import io.oncemq.selector.SelectorSyntaxException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a bean asks for, checked as far as that goes without looking anything up.
 *
 * @param kind of the destination; null if only the looked-up object can tell
 * @param destinationLookup JNDI name; null if the destination is named by {@code destination}
 * @param destination bare name; null if it is looked up
 * @param selector empty for none
 * @param subscriptionName empty for none
 * @param clientId empty for none
 * @param credentials of whoever receives for the bean; nobody for those of the connection factory
 */
record ActivationRequest(
        DestinationName.@Nullable Kind kind,
        @Nullable String destinationLookup,
        @Nullable String destination,
        @Nullable String connectionFactoryLookup,
        String selector,
        boolean durable,
        boolean shared,
        String subscriptionName,
        String clientId,
        int maxSession,
        Credentials credentials) {
    static final int DEFAULT_MAX_SESSION = 10;

    /** Reads and checks all properties; the result is of use only if no rule was broken. */
    static ActivationRequest read(OnceMqActivationSpec spec, PropertyRules rules) {
        String lookup = text(spec.getDestinationLookup());
        String destination = text(spec.getDestination());
        if (lookup == null && destination != null && flag("useJNDI", spec.useJndi(), rules)) {
            lookup = destination;
        }
        DestinationName.Kind kind = kind(text(spec.getDestinationType()), rules);
        if (lookup == null) {
            checkName(destination, kind, rules);
        }
        checkAcknowledgeMode(text(spec.getAcknowledgeMode()), rules);
        String selector = selector(text(spec.getMessageSelector()), rules);
        boolean durable = durable(text(spec.getSubscriptionDurability()), rules);
        boolean shared = flag("shareSubscriptions", spec.getShareSubscriptions(), rules);
        String name = text(spec.getSubscriptionName());
        if (name == null && durable && kind != DestinationName.Kind.QUEUE) {
            rules.broken("subscriptionName", "set when subscriptionDurability is Durable", null);
        }
        if (name == null && shared && kind == DestinationName.Kind.TOPIC) {
            rules.broken("subscriptionName", "set when shareSubscriptions is true", null);
        }
        int maxSession = maxSession(text(spec.getMaxSession()), rules);
        String clientId = text(spec.getClientId());
        return new ActivationRequest(
                kind,
                lookup,
                lookup == null ? destination : null,
                text(spec.getConnectionFactoryLookup()),
                selector,
                durable,
                shared,
                name == null ? "" : name,
                clientId == null ? "" : clientId,
                maxSession,
                new Credentials(text(spec.getUserName()), spec.getPassword()));
    }

    /** A server may pass what was left out as an empty text. */
    private static @Nullable String text(@Nullable String value) {
        return value == null || value.isBlank() ? null : value.strip();
    }

    private static DestinationName.@Nullable Kind kind(@Nullable String type, PropertyRules rules) {
        if (type == null) {
            return null;
        }
        if (OnceMqActivationSpec.isQueueType(type)) {
            return DestinationName.Kind.QUEUE;
        }
        if (OnceMqActivationSpec.isTopicType(type)) {
            return DestinationName.Kind.TOPIC;
        }
        rules.broken("destinationType", "jakarta.jms.Queue or jakarta.jms.Topic", type);
        return null;
    }

    private static void checkName(
            @Nullable String destination, DestinationName.@Nullable Kind kind, PropertyRules rules) {
        if (destination == null) {
            rules.broken("destinationLookup", "the JNDI name of a queue or topic, or else destination its name", null);
            return;
        }
        if (kind == null) {
            rules.broken("destinationType", "jakarta.jms.Queue or jakarta.jms.Topic where destination is set", null);
            return;
        }
        try {
            DestinationName unused = new DestinationName(kind, destination);
        } catch (IllegalArgumentException e) {
            rules.broken("destination", "a valid name (" + e.getMessage() + ")", destination);
        }
    }

    private static void checkAcknowledgeMode(@Nullable String mode, PropertyRules rules) {
        if (mode != null
                && !mode.equalsIgnoreCase("Auto-acknowledge")
                && !mode.equalsIgnoreCase("Dups-ok-acknowledge")) {
            rules.broken("acknowledgeMode", "Auto-acknowledge or Dups-ok-acknowledge", mode);
        }
    }

    private static String selector(@Nullable String selector, PropertyRules rules) {
        if (selector == null) {
            return "";
        }
        try {
            return Selector.parse(selector).text();
        } catch (SelectorSyntaxException e) {
            rules.broken("messageSelector", "a valid selector (" + e.getMessage() + ")", selector);
            return "";
        }
    }

    private static boolean durable(@Nullable String durability, PropertyRules rules) {
        if (durability == null || durability.equalsIgnoreCase("NonDurable")) {
            return false;
        }
        if (!durability.equalsIgnoreCase("Durable")) {
            rules.broken("subscriptionDurability", "Durable or NonDurable", durability);
        }
        return true;
    }

    private static boolean flag(String property, @Nullable String value, PropertyRules rules) {
        String text = text(value);
        if (text == null) {
            return false;
        }
        boolean known = text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false");
        if (!known) {
            rules.broken(property, "true or false", value);
        }
        return text.toLowerCase(Locale.ROOT).equals("true");
    }

    private static int maxSession(@Nullable String value, PropertyRules rules) {
        if (value == null) {
            return DEFAULT_MAX_SESSION;
        }
        try {
            int number = Integer.parseInt(value);
            if (number >= 1) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Told below, with what was given.
        }
        rules.broken("maxSession", "a whole number of at least 1", value);
        return DEFAULT_MAX_SESSION;
    }
}
