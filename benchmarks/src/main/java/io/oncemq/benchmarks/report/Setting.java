// SPDX-License-Identifier: Apache-2.0
package io.oncemq.benchmarks.report;

import java.time.Instant;

/**
 * Under what the figures came about.
 *
 * @param versions of everything that takes part
 * @param syncNanos what one synced write of 4 KiB costs
 */
public record Setting(
        Instant begun, String form, long warmUpMillis, long measureMillis, String versions, long syncNanos) {
    String machine() {
        Runtime runtime = Runtime.getRuntime();
        return runtime.availableProcessors() + " cores, " + System.getProperty("os.name") + " "
                + System.getProperty("os.version") + ", Java " + System.getProperty("java.version");
    }
}
