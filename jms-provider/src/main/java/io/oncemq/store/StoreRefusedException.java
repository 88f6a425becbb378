// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store;

import org.jspecify.annotations.Nullable;

/** The database refuses this very request (a value it cannot take, a missing right, a full disk): do not repeat it as it is. */
public sealed class StoreRefusedException extends StoreException permits StoreFullException, StoreUpgradedException {
    private static final long serialVersionUID = 1L;

    public StoreRefusedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
