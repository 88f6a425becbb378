// SPDX-License-Identifier: Apache-2.0
package io.oncemq.benchmarks.workload;

import io.oncemq.benchmarks.client.Tag;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/** Compares what came with what was sent. */
final class Ledger {
    private Ledger() {}

    /**
     * Everything came exactly once, and to each receiver in each producer's order.
     *
     * @param sent by producer, numbered from 0 each
     * @param received by receiver, the tags as they came
     * @return what is wrong, in words; empty if nothing is
     */
    static List<String> check(long[] sent, List<LongList> received) {
        List<String> problems = new ArrayList<>();
        BitSet[] seen = new BitSet[sent.length];
        for (int i = 0; i < seen.length; i++) {
            seen[i] = new BitSet();
        }
        long duplicates = 0;
        long strangers = 0;
        long outOfOrder = 0;
        for (LongList tags : received) {
            long[] last = new long[sent.length];
            Arrays.fill(last, -1);
            for (int i = 0; i < tags.size(); i++) {
                int producer = Tag.producer(tags.get(i));
                long sequence = Tag.sequence(tags.get(i));
                if (producer >= sent.length || sequence >= sent[producer]) {
                    strangers++;
                    continue;
                }
                if (seen[producer].get((int) sequence)) {
                    duplicates++;
                } else if (sequence < last[producer]) {
                    outOfOrder++;
                }
                seen[producer].set((int) sequence);
                last[producer] = Math.max(last[producer], sequence);
            }
        }
        long lost = 0;
        for (int i = 0; i < sent.length; i++) {
            lost += sent[i] - seen[i].cardinality();
        }
        note(problems, lost, "lost");
        note(problems, duplicates, "came more than once");
        note(problems, outOfOrder, "came out of their producer's order");
        note(problems, strangers, "were never sent");
        return problems;
    }

    private static void note(List<String> problems, long count, String what) {
        if (count > 0) {
            problems.add(count + " messages " + what);
        }
    }
}
