// SPDX-License-Identifier: Apache-2.0
package io.oncemq.message;

/** Which of the JMS message kinds a body belongs to, and how it is written. The codes are part of the stored form. */
public enum BodyKind {
    /** No body: a plain {@code Message}. */
    NONE(0),
    /** UTF-8 text; an absent body is a null text. */
    TEXT(1),
    /** Bytes as written. */
    BYTES(2),
    /** Names and typed values. */
    MAP(3),
    /** Typed values in order. */
    STREAM(4),
    /** A serialized Java object; read only by {@code ObjectMessage.getObject}. */
    OBJECT(5),
    /**
     * Text that UTF-8 cannot hold because a surrogate in it has no partner; two bytes for each char, high byte first. To
     * the application it is a text message like any other.
     */
    TEXT_UTF16(6);

    private final int code;

    BodyKind(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }

    static BodyKind of(int code) {
        for (BodyKind kind : values()) {
            if (kind.code == code) {
                return kind;
            }
        }
        throw new MessageFormatException("unknown body kind " + code);
    }
}
