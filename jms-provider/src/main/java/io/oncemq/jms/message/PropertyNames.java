// SPDX-License-Identifier: Apache-2.0
package io.oncemq.jms.message;

import io.oncemq.jms.JmsErrors;
import jakarta.jms.JMSException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which properties an application may set (specification, 3.5.1 and 3.5.9). */
final class PropertyNames {
    static final String DELIVERY_COUNT = "JMSXDeliveryCount";
    static final String USER_ID = "JMSXUserID";
    static final String APPLICATION_ID = "JMSXAppID";
    static final String PRODUCER_TRANSACTION = "JMSXProducerTXID";
    static final String CONSUMER_TRANSACTION = "JMSXConsumerTXID";
    static final String RECEIVE_TIMESTAMP = "JMSXRcvTimestamp";

    private static final String GROUP_ID = "JMSXGroupID";
    private static final String GROUP_SEQUENCE = "JMSXGroupSeq";
    private static final String OWN_PREFIX = "JMS_OnceMQ_";
    private static final Set<String> SELECTOR_WORDS =
            Set.of("NULL", "TRUE", "FALSE", "NOT", "AND", "OR", "BETWEEN", "LIKE", "IN", "IS", "ESCAPE");
    private static final int LONGEST_SELECTOR_WORD = 7;

    private PropertyNames() {}

    /**
     * Checks what is about to be set.
     *
     * @throws IllegalArgumentException if the name is no identifier of a selector
     * @throws JMSException if the name belongs to the provider, or the value is not of the type it must have
     */
    static void check(@Nullable String name, @Nullable Object value) throws JMSException {
        if (name == null || name.isEmpty()) {
            throw new IllegalArgumentException("a property must have a name");
        }
        requireIdentifier(name);
        if (name.startsWith("JMS")) {
            checkReserved(name, value);
        }
    }

    /** Whether it is one that providers set, or that only means something to the one which set it. */
    static boolean belongsToProvider(String name) {
        if (name.startsWith("JMSX")) {
            return !name.equals(GROUP_ID) && !name.equals(GROUP_SEQUENCE);
        }
        return name.startsWith(OWN_PREFIX);
    }

    private static void checkReserved(String name, @Nullable Object value) throws JMSException {
        if (name.equals(GROUP_ID)) {
            if (value != null && !(value instanceof String)) {
                throw JmsErrors.valueTypeNotAllowed(name, value, "String");
            }
        } else if (name.equals(GROUP_SEQUENCE)) {
            if (!(value instanceof Integer)) {
                throw JmsErrors.valueTypeNotAllowed(name, value, "Integer");
            }
        } else if (belongsToProvider(name)) {
            throw JmsErrors.reservedPropertyName(name, "it is set by the provider");
        } else if (!name.startsWith("JMS_")) {
            throw JmsErrors.reservedPropertyName(
                    name, "names that start with JMS belong to the specification; choose another one");
        }
    }

    private static void requireIdentifier(String name) {
        int first = name.codePointAt(0);
        boolean identifier = Character.isJavaIdentifierStart(first);
        for (int i = Character.charCount(first); identifier && i < name.length(); ) {
            int next = name.codePointAt(i);
            identifier = Character.isJavaIdentifierPart(next);
            i += Character.charCount(next);
        }
        if (!identifier) {
            throw new IllegalArgumentException("property name " + name
                    + " is not a Java identifier: letters, digits, _ and $ only, not starting with a digit");
        }
        if (name.length() <= LONGEST_SELECTOR_WORD && SELECTOR_WORDS.stream().anyMatch(name::equalsIgnoreCase)) {
            throw new IllegalArgumentException("property name " + name + " is a reserved word of message selectors");
        }
    }
}
