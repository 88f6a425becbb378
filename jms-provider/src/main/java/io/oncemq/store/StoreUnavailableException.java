// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store;

import org.jspecify.annotations.Nullable;

/** The database cannot be reached or has no room for another connection: nothing happened, try later. */
public sealed class StoreUnavailableException extends StoreException permits StoreBusyException {
    private static final long serialVersionUID = 1L;

    public StoreUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
