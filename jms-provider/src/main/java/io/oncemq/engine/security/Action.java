// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine.security;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a permission allows. */
public enum Action {
    /** To send to a queue or topic. */
    SEND,
    /** To receive from a queue, or from a topic by any subscription. */
    CONSUME,
    /** To look at a queue without taking anything. */
    BROWSE,
    /** To make what outlives the call: a queue or topic, a durable subscription, a temporary destination. */
    CREATE,
    /** To end or replace durable subscriptions. */
    MANAGE;

    /** As in commands and tables. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The action of that name in lower case, if there is one. */
    public static Optional<Action> of(String text) {
        return Arrays.stream(values())
                .filter(action -> action.text().equals(text))
                .findFirst();
    }

    /** All names, for messages. */
    public static String names() {
        return Arrays.stream(values()).map(Action::text).collect(Collectors.joining(", "));
    }
}
