// SPDX-License-Identifier: Apache-2.0
package io.oncemq.benchmarks.workload;

import static org.assertj.core.api.Assertions.assertThat;

import io.oncemq.benchmarks.client.Tag;
import java.util.List;
import org.junit.jupiter.api.Test;

class LedgerTest {
    @Test
    void twoReceiversMayShareWhatTwoProducersSent() {
        LongList one = tags(Tag.of(0, 0), Tag.of(1, 0), Tag.of(0, 2));
        LongList other = tags(Tag.of(0, 1), Tag.of(1, 1));

        assertThat(Ledger.check(new long[] {3, 2}, List.of(one, other))).isEmpty();
    }

    @Test
    void whatDidNotComeIsLost() {
        assertThat(Ledger.check(new long[] {3}, List.of(tags(Tag.of(0, 0), Tag.of(0, 2)))))
                .containsExactly("1 messages lost");
    }

    @Test
    void whatCameToTwoReceiversIsTold() {
        assertThat(Ledger.check(new long[] {1}, List.of(tags(Tag.of(0, 0)), tags(Tag.of(0, 0)))))
                .containsExactly("1 messages came more than once");
    }

    @Test
    void anEarlierMessageAfterALaterOneIsOutOfOrder() {
        assertThat(Ledger.check(new long[] {2}, List.of(tags(Tag.of(0, 1), Tag.of(0, 0)))))
                .containsExactly("1 messages came out of their producer's order");
    }

    @Test
    void whatWasNotSentIsAStranger() {
        assertThat(Ledger.check(new long[] {1}, List.of(tags(Tag.of(0, 0), Tag.of(0, 1), Tag.of(1, 0)))))
                .containsExactly("2 messages were never sent");
    }

    private static LongList tags(long... tags) {
        LongList list = new LongList();
        for (long tag : tags) {
            list.add(tag);
        }
        return list;
    }
}
