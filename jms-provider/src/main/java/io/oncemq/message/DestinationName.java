// SPDX-License-Identifier: Apache-2.0
package io.oncemq.message;

import java.io.Serializable;
import java.util.Objects;

/**
 * The kind and name of a queue or topic. Two destinations are the same when both agree.
 *
 * @param kind what it is
 * @param name 1 to {@value #MAX_LENGTH} characters without control characters and without surrogates that have no partner
 */
public record DestinationName(Kind kind, String name) implements Serializable {
    /** The longest name, in characters. */
    public static final int MAX_LENGTH = 255;

    public DestinationName {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(name, "name");
        if (name.isEmpty() || name.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("a " + kind.description() + " name must have 1 to " + MAX_LENGTH
                    + " characters, this one has " + name.length());
        }
        String broken = StoredText.ruleBrokenByName(name);
        if (broken != null) {
            throw new IllegalArgumentException("a " + kind.description() + " name must " + broken);
        }
    }

    public static DestinationName queue(String name) {
        return new DestinationName(Kind.QUEUE, name);
    }

    public static DestinationName topic(String name) {
        return new DestinationName(Kind.TOPIC, name);
    }

    @Override
    public String toString() {
        return kind.description() + " " + name;
    }

    /** What a destination is. The codes are part of the stored form. */
    public enum Kind {
        /** Each message goes to one consumer. */
        QUEUE(0, "queue"),
        /** Each message goes to every subscription. */
        TOPIC(1, "topic"),
        /** A queue that lives as long as the connection that made it. */
        TEMPORARY_QUEUE(2, "temporary queue"),
        /** A topic that lives as long as the connection that made it. */
        TEMPORARY_TOPIC(3, "temporary topic");

        private final int code;
        private final String description;

        Kind(int code, String description) {
            this.code = code;
            this.description = description;
        }

        /** The number by which it is stored, in messages and in tables. */
        public int code() {
            return code;
        }

        /**
         * The kind that is stored by a number.
         *
         * @throws MessageFormatException if there is none
         */
        public static Kind of(int code) {
            for (Kind kind : values()) {
                if (kind.code == code) {
                    return kind;
                }
            }
            throw new MessageFormatException("unknown destination kind " + code);
        }

        public String description() {
            return description;
        }

        public boolean isQueue() {
            return this == QUEUE || this == TEMPORARY_QUEUE;
        }

        public boolean isTemporary() {
            return this == TEMPORARY_QUEUE || this == TEMPORARY_TOPIC;
        }
    }
}
