// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine.duty;

import io.oncemq.store.StoreException;
import java.time.Duration;

/** Recurring work. Run by one thread at a time. */
public interface Duty {
    /** What it is called in log lines. */
    String name();

    /**
     * Does one bounded round.
     *
     * @return how long to wait before the next, unless it is nudged
     */
    Duration runOnce() throws StoreException;
}
