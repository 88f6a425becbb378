// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine.security;

/** A login or an action was refused. The message says what would change that, and never contains a password. */
public final class AccessDeniedException extends Exception {
    private static final long serialVersionUID = 1L;

    AccessDeniedException(String message) {
        super(message);
    }
}
