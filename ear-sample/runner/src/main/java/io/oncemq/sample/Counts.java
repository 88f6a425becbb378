// SPDX-License-Identifier: Apache-2.0
package io.oncemq.sample;

/**
 * How many rows there are, for progress.
 *
 * @param waiting deliveries that are neither consumed nor dead
 */
record Counts(long waiting, long dead, long orders, long processed, long failedAttempts, long audited) {
    /** Whether each order came to its end and was audited. */
    boolean settled() {
        return waiting == 0 && processed + dead >= orders && audited >= orders;
    }

    @Override
    public String toString() {
        return "placed %d  processed %d  failed attempts %d  audited %d  waiting %d  dead %d"
                .formatted(orders, processed, failedAttempts, audited, waiting, dead);
    }
}
