// SPDX-License-Identifier: Apache-2.0
package io.oncemq.benchmarks.workload;

import io.oncemq.benchmarks.client.Receiver;
import io.oncemq.benchmarks.client.Tag;

/** Takes what waits in a queue. */
final class Drain {
    private static final long PATIENCE_MILLIS = 15_000;
    private static final long LAST_LOOK_MILLIS = 300;

    private Drain() {}

    /**
     * Everything, by a transacted receiver that is closed at the end.
     *
     * @return as it came; fewer than expected if nothing more came for 15 seconds, more if more came
     */
    static LongList all(Receiver receiver, long expected, int batch) throws Exception {
        LongList tags = new LongList();
        take(receiver, tags, expected, batch);
        take(receiver, tags, Long.MAX_VALUE, batch);
        receiver.close();
        return tags;
    }

    /** Up to a number of messages, committed in batches. */
    static void take(Receiver receiver, LongList tags, long upTo, int batch) throws Exception {
        int pending = 0;
        while (tags.size() < upTo) {
            long tag = receiver.receive(upTo == Long.MAX_VALUE ? LAST_LOOK_MILLIS : PATIENCE_MILLIS);
            if (tag == Tag.NONE) {
                break;
            }
            tags.add(tag);
            if (++pending == batch) {
                receiver.commit();
                pending = 0;
            }
        }
        if (pending > 0) {
            receiver.commit();
        }
    }
}
