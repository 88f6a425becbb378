// SPDX-License-Identifier: Apache-2.0
package io.oncemq.jms;

import java.time.Duration;

/** How long to wait before the next try, after failures in a row. Used by one thread at a time. */
final class Backoff {
    private static final Duration FIRST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofSeconds(5);

    private Duration last = Duration.ZERO;
    private boolean grown;

    /** It failed again: the time to wait now. */
    Duration failed() {
        Duration next = last.isZero() ? FIRST : last.multipliedBy(2);
        next = next.compareTo(LONGEST) > 0 ? LONGEST : next;
        grown = next.compareTo(last) > 0;
        last = next;
        return next;
    }

    /** Whether the last failure is worth telling: the time to wait is longer than it was before. */
    boolean hasGrown() {
        return grown;
    }

    void succeeded() {
        last = Duration.ZERO;
    }
}
