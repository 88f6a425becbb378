// SPDX-License-Identifier: Apache-2.0
package io.oncemq.jms;

/**
 * Where each delivery passes on its way to the application, so that stop and close can wait for those that are passing.
 * Safe for any thread.
 */
final class DeliveryGate {
    private boolean open;
    private boolean closed;
    private int inside;

    /** Open where the connection is started. */
    synchronized void open() {
        open = !closed;
        notifyAll();
    }

    /** Nothing enters any more until it is opened again. */
    synchronized void shut() {
        open = false;
    }

    /** Nothing enters ever again. */
    synchronized void close() {
        open = false;
        closed = true;
    }

    /** True if the delivery may go on; then {@link #leave} follows. */
    synchronized boolean enter() {
        if (open) {
            inside++;
        }
        return open;
    }

    synchronized void leave() {
        inside--;
        notifyAll();
    }

    /** Returns when nothing is inside, or it was opened again. */
    synchronized void awaitEmpty() {
        boolean interrupted = false;
        while (inside > 0 && !open) {
            try {
                wait();
            } catch (InterruptedException e) {
                // stop() and close() promise that deliveries have ended, interrupted or not.
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
