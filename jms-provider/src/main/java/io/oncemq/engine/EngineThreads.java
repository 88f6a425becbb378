// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine;

/** Where an engine gets its threads from. */
@FunctionalInterface
public interface EngineThreads {
    /**
     * Runs a loop that ends by itself when the engine closes.
     *
     * @param purpose for the thread's name
     * @return to be called once to wait for the loop's end
     */
    Running start(String purpose, Runnable loop);

    /** A loop that was started. */
    @FunctionalInterface
    interface Running {
        /** Waits until the loop has ended, for some seconds at most. */
        void join();
    }
}
