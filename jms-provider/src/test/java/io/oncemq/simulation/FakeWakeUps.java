// SPDX-License-Identifier: Apache-2.0
package io.oncemq.simulation;

import io.oncemq.simulation.Scheduler.Jvm;
import io.oncemq.store.StoreException;
import io.oncemq.store.StoreUnavailableException;
import io.oncemq.store.WakeUpListener;
import io.oncemq.store.WakeUps;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;

/** How the simulated nodes wake each other: what is told may be lost, or come twice. */
final class FakeWakeUps implements WakeUps {
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(300);

    private final FakeDatabase database;
    private final Jvm jvm;
    private final Network network;

    /**
     * One JVM's.
     *
     * @param network its way to the database
     */
    FakeWakeUps(FakeDatabase database, Jvm jvm, Network network) {
        this.database = database;
        this.jvm = jvm;
        this.network = network;
    }

    @Override
    public void tell(String text) throws StoreException {
        network.reach("tell " + text);
        for (Listener listener : List.copyOf(database.listeners)) {
            boolean odd = database.scheduler.random.nextInt(1_000) < database.faults.toldOddly;
            int copies = odd ? 2 * database.scheduler.random.nextInt(2) : 1;
            for (int i = 0; i < copies; i++) {
                listener.hear(text);
            }
        }
    }

    @Override
    public WakeUpListener listen() throws StoreException {
        network.reach("listen");
        Listener listener = new Listener();
        database.listeners.add(listener);
        return listener;
    }

    /** A way to the database that may be cut. */
    interface Network {
        void reach(String what) throws StoreUnavailableException;

        boolean isCut();
    }

    /** One JVM's connection that listens. */
    final class Listener implements WakeUpListener {
        private final VirtualLock lock = new VirtualLock();
        private final Condition told = lock.newCondition();
        private final List<String> texts = new ArrayList<>();
        private boolean aborted;

        private void hear(String text) {
            if (jvm.crashed || network.isCut()) {
                return;
            }
            lock.lock();
            try {
                texts.add(text);
                told.signalAll();
            } finally {
                lock.unlock();
            }
        }

        @Override
        public List<String> await(Duration longest) throws StoreException {
            long deadline = database.scheduler.nowNanos() + longest.toNanos();
            lock.lock();
            try {
                long left = longest.toNanos();
                while (texts.isEmpty() && left > 0 && !isGone()) {
                    told.awaitNanos(Math.min(left, LOOK_NANOS));
                    left = deadline - database.scheduler.nowNanos();
                }
                if (isGone()) {
                    throw new StoreUnavailableException("the connection was lost", null);
                }
                List<String> heard = List.copyOf(texts);
                texts.clear();
                return heard;
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            } finally {
                lock.unlock();
            }
        }

        private boolean isGone() {
            return aborted || network.isCut();
        }

        @Override
        public void abort() {
            lock.lock();
            try {
                aborted = true;
                told.signalAll();
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void close() {
            database.listeners.remove(this);
        }
    }
}
