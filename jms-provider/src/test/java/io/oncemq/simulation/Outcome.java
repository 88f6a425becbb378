// SPDX-License-Identifier: Apache-2.0
package io.oncemq.simulation;

import java.util.List;
import java.util.Map;

/**
 * What became of one seed.
 *
 * @param fingerprint the same for the same history
 * @param violations empty if all promises were kept
 * @param counts how often what happened, to see that the histories are worth running
 * @param trace what happened, if it was traced
 */
public record Outcome(
        long seed, long fingerprint, List<String> violations, Map<String, Integer> counts, List<String> trace) {}
