// SPDX-License-Identifier: Apache-2.0
package io.oncemq.benchmarks.report;

import java.util.List;
import java.util.Optional;

/**
 * Several measurements of one thing.
 *
 * @param count how many
 */
record Spread(double median, double least, double most, int count) {
    static Optional<Spread> of(List<Double> values) {
        if (values.isEmpty()) {
            return Optional.empty();
        }
        List<Double> sorted = values.stream().sorted().toList();
        int size = sorted.size();
        double median = (sorted.get((size - 1) / 2) + sorted.get(size / 2)) / 2;
        return Optional.of(new Spread(median, sorted.get(0), sorted.get(size - 1), size));
    }
}
