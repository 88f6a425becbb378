// SPDX-License-Identifier: Apache-2.0
package io.oncemq.sample;

import java.time.Duration;

/** Runs from its creation on. */
final class Stopwatch {
    private final long startNanos = System.nanoTime();

    Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - startNanos);
    }
}
