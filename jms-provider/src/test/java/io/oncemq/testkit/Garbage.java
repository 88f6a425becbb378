// SPDX-License-Identifier: Apache-2.0
package io.oncemq.testkit;

import java.lang.ref.WeakReference;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** What nobody should hold any more. */
public final class Garbage {
    private Garbage() {}

    /**
     * Collects until it is gone, or for 20 seconds: a virtual machine need not collect when it is asked once, and a thread
     * that is just done with it may pause.
     */
    public static void collect(WeakReference<?> garbage) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (garbage.get() != null && System.nanoTime() - deadline < 0) {
            System.gc();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
    }
}
