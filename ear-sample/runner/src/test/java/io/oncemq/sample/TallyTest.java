// SPDX-License-Identifier: Apache-2.0
package io.oncemq.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TallyTest {
    private static final List<Long> ORDERS = List.of(1L, 2L, 3L, 4L);
    private static final Set<Long> POISON = Set.of(4L);
    private static final List<Long> PROCESSED = List.of(1L, 2L, 3L);
    private static final List<Long> DEAD = List.of(4L);

    @Test
    void balances() {
        assertThat(Tally.of(4, POISON, ORDERS, PROCESSED, ORDERS, DEAD))
                .hasToString("TALLY sent=4 processed=3 dead=1 rows=3 audit=4 duplicates=0 lost=0 OK");
    }

    @Test
    void orderProcessedTwiceIsADuplicate() {
        assertThat(Tally.of(4, POISON, ORDERS, List.of(1L, 2L, 3L, 3L), ORDERS, DEAD))
                .hasToString("TALLY sent=4 processed=3 dead=1 rows=4 audit=4 duplicates=1 lost=0 FAILED");
    }

    @Test
    void orderBothProcessedAndDeadIsADuplicate() {
        assertThat(Tally.of(4, POISON, ORDERS, ORDERS, ORDERS, DEAD))
                .hasToString("TALLY sent=4 processed=4 dead=1 rows=4 audit=4 duplicates=1 lost=0 FAILED");
    }

    @Test
    void orderNeitherProcessedNorDeadIsLost() {
        assertThat(Tally.of(4, POISON, ORDERS, List.of(1L, 2L), ORDERS, DEAD))
                .hasToString("TALLY sent=4 processed=2 dead=1 rows=2 audit=4 duplicates=0 lost=1 FAILED");
    }

    @Test
    void orderWithoutAuditIsLost() {
        assertThat(Tally.of(4, POISON, ORDERS, PROCESSED, PROCESSED, DEAD))
                .hasToString("TALLY sent=4 processed=3 dead=1 rows=3 audit=3 duplicates=0 lost=1 FAILED");
    }

    @Test
    void healthyOrderThatDiedDoesNotBalance() {
        assertThat(Tally.of(4, POISON, ORDERS, List.of(1L, 2L, 4L), ORDERS, List.of(3L))
                        .balanced())
                .isFalse();
    }

    @Test
    void messageOfAnOrderThatWasRolledBackDoesNotBalance() {
        assertThat(Tally.of(4, POISON, ORDERS, List.of(1L, 2L, 3L, 5L), ORDERS, DEAD)
                        .balanced())
                .isFalse();
    }
}
