// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store;

import org.jspecify.annotations.Nullable;

/** A store could not do what was asked. The subclass says what the caller can do about it. */
public abstract sealed class StoreException extends Exception
        permits StoreUnavailableException,
                StoreConflictException,
                StoreRefusedException,
                CommitOutcomeUnknownException {
    private static final long serialVersionUID = 1L;

    StoreException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
