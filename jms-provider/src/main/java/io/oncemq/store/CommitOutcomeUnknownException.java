// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store;

import org.jspecify.annotations.Nullable;

/** The connection was lost between COMMIT and its answer: it happened or it did not. Never retry blindly; ask the lane row. */
public final class CommitOutcomeUnknownException extends StoreException {
    private static final long serialVersionUID = 1L;

    public CommitOutcomeUnknownException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
