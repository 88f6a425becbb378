// SPDX-License-Identifier: Apache-2.0
package io.oncemq.benchmarks.system;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Flat combining: whoever finds the lane free writes what all have asked for meanwhile, in one commit on the lane's
 * connection, and wakes them. Safe for any thread.
 */
final class GroupCommit implements LimitWriter {
    private static final int MOST_ROWS = 500;

    private final LimitRows rows;
    private final Queue<Wish> wishes = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean led = new AtomicBoolean();

    GroupCommit(LimitRows rows) {
        this.rows = rows;
    }

    @Override
    public void write(List<Long> inserts, List<Long> deletes) throws Exception {
        Wish wish = new Wish(inserts, deletes, Thread.currentThread());
        wishes.add(wish);
        while (!wish.done) {
            if (led.compareAndSet(false, true)) {
                try {
                    lead();
                } finally {
                    led.set(false);
                }
                // It came after the last look and before the lane was free; its thread may sleep.
                Wish next = wishes.peek();
                if (next != null) {
                    LockSupport.unpark(next.thread);
                }
            } else {
                LockSupport.park(this);
            }
        }
        if (wish.failure != null) {
            throw wish.failure;
        }
    }

    private void lead() {
        List<Wish> group = new ArrayList<>();
        List<Long> inserts = new ArrayList<>();
        List<Long> deletes = new ArrayList<>();
        Wish wish;
        while (inserts.size() + deletes.size() < MOST_ROWS && (wish = wishes.poll()) != null) {
            group.add(wish);
            inserts.addAll(wish.inserts);
            deletes.addAll(wish.deletes);
        }
        if (group.isEmpty()) {
            return;
        }
        Exception failure = null;
        try {
            rows.write(inserts, deletes);
        } catch (Exception e) {
            // Told to each of the group, by its own thread.
            failure = e;
        }
        for (Wish written : group) {
            written.failure = failure;
            written.done = true;
            if (written.thread != Thread.currentThread()) {
                LockSupport.unpark(written.thread);
            }
        }
    }

    /** A client's end leaves the lane to the others. */
    @Override
    public void close() {}

    void closeRows() throws SQLException {
        rows.close();
    }

    private static final class Wish {
        final List<Long> inserts;
        final List<Long> deletes;
        final Thread thread;

        @Nullable
        Exception failure;

        volatile boolean done;

        Wish(List<Long> inserts, List<Long> deletes, Thread thread) {
            this.inserts = inserts;
            this.deletes = deletes;
            this.thread = thread;
        }
    }
}
