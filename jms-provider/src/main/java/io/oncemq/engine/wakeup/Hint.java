// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine.wakeup;

import io.oncemq.store.WakeUps;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What one node tells the others: {@code sender kind content}. Whoever can reach the database can tell, too, so nothing is
 * taken for granted about a text that comes.
 *
 * @param sender the node that tells, so that it can pass over its own
 * @param content of {@link Kind#READY} and {@link Kind#SENT} the queues, of {@link Kind#TEST} a number of the test
 */
record Hint(String sender, Kind kind, List<Long> content) {
    /** Longer lists are told as {@link Kind#ANY_READY}. */
    static final int MAX_QUEUES = 300;

    private static final Pattern SENDER = Pattern.compile("[0-9a-f]{16}");
    private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,17}");

    enum Kind {
        /** These queues have something ready, perhaps old. */
        READY('r'),
        /** The sender has sent to these queues. */
        SENT('s'),
        /** Some queues have. */
        ANY_READY('a'),
        /** Something is not as it was: subscriptions, users, which nodes there are. Also said by a node that comes or goes. */
        CHANGED('c'),
        /** The sender wants to know whether it hears itself. */
        TEST('t');

        private final char mark;

        Kind(char mark) {
            this.mark = mark;
        }
    }

    static Hint ready(String sender, Collection<Long> queues) {
        return new Hint(sender, Kind.READY, List.copyOf(queues));
    }

    static Hint sent(String sender, Collection<Long> queues) {
        return new Hint(sender, Kind.SENT, List.copyOf(queues));
    }

    static Hint anyReady(String sender) {
        return new Hint(sender, Kind.ANY_READY, List.of());
    }

    static Hint changed(String sender) {
        return new Hint(sender, Kind.CHANGED, List.of());
    }

    static Hint test(String sender, long number) {
        return new Hint(sender, Kind.TEST, List.of(number));
    }

    String text() {
        StringBuilder text = new StringBuilder(sender).append(' ').append(kind.mark);
        for (Long number : content) {
            text.append(' ').append(number);
        }
        return text.toString();
    }

    /** Reads what was heard; null if it is no hint. */
    static @Nullable Hint parse(String text) {
        if (text.length() > WakeUps.MAX_LENGTH) {
            return null;
        }
        String[] words = text.split(" ", -1);
        if (words.length < 2 || words.length - 2 > MAX_QUEUES) {
            return null;
        }
        Kind kind = kind(words[1]);
        if (kind == null || !SENDER.matcher(words[0]).matches()) {
            return null;
        }
        List<Long> content = new ArrayList<>(words.length - 2);
        for (int i = 2; i < words.length; i++) {
            if (!NUMBER.matcher(words[i]).matches()) {
                return null;
            }
            content.add(Long.valueOf(words[i]));
        }
        return new Hint(words[0], kind, content);
    }

    private static @Nullable Kind kind(String mark) {
        for (Kind kind : Kind.values()) {
            if (mark.length() == 1 && mark.charAt(0) == kind.mark) {
                return kind;
            }
        }
        return null;
    }
}
