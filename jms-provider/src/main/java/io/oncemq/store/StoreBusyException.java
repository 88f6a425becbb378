// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store;

import org.jspecify.annotations.Nullable;

/** Others hold the rows for too long, or in another order: nothing happened, try again. */
public final class StoreBusyException extends StoreUnavailableException {
    private static final long serialVersionUID = 1L;

    public StoreBusyException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
