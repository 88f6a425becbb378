// SPDX-License-Identifier: Apache-2.0
package io.oncemq.ra.inbound;

import io.oncemq.store.StoreConflictException;

/** The one consumer that a subscription may have is on another node, which may end. */
final class TakenElsewhereException extends Exception {
    private static final long serialVersionUID = 1L;

    TakenElsewhereException(StoreConflictException cause) {
        super(cause.getMessage(), cause);
    }
}
