// SPDX-License-Identifier: Apache-2.0
package io.oncemq.sample;

import java.util.Collection;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * What became of the orders.
 *
 * @param sent orders in the business database
 * @param processed how many different orders were processed
 * @param dead messages in the dead-letter queue
 * @param rows rows that say "processed"
 * @param audit rows in the audit trail
 * @param duplicates rows or messages beyond the first about one order, and orders both processed and dead
 * @param lost orders neither processed nor dead, and orders missing in the audit trail
 * @param balanced nothing lost, nothing twice, dead what had to die and nothing else
 */
record Tally(
        long sent, long processed, long dead, long rows, long audit, long duplicates, long lost, boolean balanced) {
    /**
     * Counts.
     *
     * @param wanted how many orders were to be placed
     * @param poison the orders that must end as dead letters
     */
    static Tally of(
            long wanted,
            Set<Long> poison,
            Collection<Long> orders,
            Collection<Long> processedRows,
            Collection<Long> auditRows,
            Collection<Long> deadLetters) {
        Set<Long> processed = new HashSet<>(processedRows);
        Set<Long> audited = new HashSet<>(auditRows);
        Set<Long> dead = new HashSet<>(deadLetters);
        long both = dead.stream().filter(processed::contains).count();
        long duplicates = processedRows.size()
                - processed.size()
                + auditRows.size()
                - audited.size()
                + deadLetters.size()
                - dead.size()
                + both;
        long vanished = orders.stream()
                .filter(order -> !processed.contains(order) && !dead.contains(order))
                .count();
        long unaudited =
                orders.stream().filter(order -> !audited.contains(order)).count();
        long lost = vanished + unaudited;
        boolean balanced = orders.size() == wanted
                && duplicates == 0
                && lost == 0
                && dead.equals(poison)
                // With nothing lost these two leave no room for a message of a transaction that was rolled back.
                && processed.size() == orders.size() - poison.size()
                && audited.size() == orders.size();
        return new Tally(
                orders.size(),
                processed.size(),
                deadLetters.size(),
                processedRows.size(),
                auditRows.size(),
                duplicates,
                lost,
                balanced);
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "TALLY sent=%d processed=%d dead=%d rows=%d audit=%d duplicates=%d lost=%d %s",
                sent,
                processed,
                dead,
                rows,
                audit,
                duplicates,
                lost,
                balanced ? "OK" : "FAILED");
    }
}
