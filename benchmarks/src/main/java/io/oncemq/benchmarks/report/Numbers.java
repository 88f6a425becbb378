// SPDX-License-Identifier: Apache-2.0
package io.oncemq.benchmarks.report;

import java.util.Locale;

/** Figures as text. */
public final class Numbers {
    private Numbers() {}

    /** Three digits that matter, thousands apart. */
    public static String figure(double value) {
        if (Math.abs(value) >= 100) {
            return String.format(Locale.ROOT, "%,.0f", value);
        }
        return String.format(Locale.ROOT, Math.abs(value) >= 10 ? "%.1f" : "%.2f", value);
    }

    static String ratio(double value) {
        return String.format(Locale.ROOT, value >= 10 ? "%.0f×" : "%.2f×", value);
    }
}
