// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine.space;

import io.oncemq.store.SpaceRecords.Amount;
import io.oncemq.store.StoreFullException;
import org.jspecify.annotations.Nullable;

/** How full a queue, or the store, is. Safe for any thread. */
final class Level {
    private final @Nullable Gauge messages;
    private final @Nullable Gauge bytes;

    /** Null for what has no limit. */
    Level(@Nullable Gauge messages, @Nullable Gauge bytes) {
        this.messages = messages;
        this.bytes = bytes;
    }

    /** Adds what is about to be written; all of it or nothing. */
    void take(Amount amount) throws StoreFullException {
        if (messages != null) {
            messages.take(amount.messages());
        }
        if (bytes == null) {
            return;
        }
        boolean taken = false;
        try {
            bytes.take(amount.bytes());
            taken = true;
        } finally {
            if (!taken && messages != null) {
                messages.release(amount.messages());
            }
        }
    }

    void require(Amount amount) throws StoreFullException {
        if (messages != null) {
            messages.require(amount.messages());
        }
        if (bytes != null) {
            bytes.require(amount.bytes());
        }
    }

    void release(Amount amount) {
        if (messages != null) {
            messages.release(amount.messages());
        }
        if (bytes != null) {
            bytes.release(amount.bytes());
        }
    }

    Amount held() {
        return new Amount(messages == null ? 0 : messages.held(), bytes == null ? 0 : bytes.held());
    }

    /** See {@link Gauge#measured}. */
    void measured(Amount amount, Amount heldBefore) {
        if (messages != null) {
            messages.measured(amount.messages(), heldBefore.messages());
        }
        if (bytes != null) {
            bytes.measured(amount.bytes(), heldBefore.bytes());
        }
    }
}
