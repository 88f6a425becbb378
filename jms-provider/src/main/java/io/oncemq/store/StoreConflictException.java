// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store;

import org.jspecify.annotations.Nullable;

/** Somebody else was first (a lease was lost, a row was not in the expected state): roll back, then do it over. */
public final class StoreConflictException extends StoreException {
    private static final long serialVersionUID = 1L;

    public StoreConflictException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
