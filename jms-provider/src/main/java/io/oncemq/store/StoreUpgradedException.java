// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store;

/** The store is of another version than this software: only the version that it says may go on with it. */
public final class StoreUpgradedException extends StoreRefusedException {
    private static final long serialVersionUID = 1L;

    public StoreUpgradedException(String message) {
        super(message, null);
    }
}
