// SPDX-License-Identifier: Apache-2.0
package io.oncemq.message;

/** Stored bytes that are not a message of a format this version knows. */
public final class MessageFormatException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public MessageFormatException(String message) {
        super(message);
    }

    public MessageFormatException(String message, Throwable cause) {
        super(message, cause);
    }
}
