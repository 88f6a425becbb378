// SPDX-License-Identifier: Apache-2.0
package io.oncemq.benchmarks.workload;

import java.util.Arrays;

/** Grows without boxing, so that the checks do not weigh on what they check. For one thread. */
final class LongList {
    private long[] values = new long[1024];
    private int size;

    void add(long value) {
        if (size == values.length) {
            values = Arrays.copyOf(values, size * 2);
        }
        values[size++] = value;
    }

    /** What it takes of the heap. */
    double mebibytes() {
        return values.length * Long.BYTES / 1048576.0;
    }

    int size() {
        return size;
    }

    long get(int index) {
        return values[index];
    }

    /** The value that a share of all values do not exceed. */
    long percentile(double share) {
        long[] sorted = Arrays.copyOf(values, size);
        Arrays.sort(sorted);
        return size == 0 ? 0 : sorted[Math.min(size - 1, (int) (size * share))];
    }
}
