// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store;

/** There is no room for what was to be sent, by a limit of the settings: repeat it when messages have been consumed. */
public final class StoreFullException extends StoreRefusedException {
    private static final long serialVersionUID = 1L;

    public StoreFullException(String message) {
        super(message, null);
    }
}
