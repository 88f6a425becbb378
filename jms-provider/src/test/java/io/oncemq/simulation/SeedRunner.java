// SPDX-License-Identifier: Apache-2.0
package io.oncemq.simulation;

/** Runs one history after another. Used by one thread at a time. */
public interface SeedRunner {
    /**
     * Runs the history that follows from the seed.
     *
     * @param plant the bug that is built in
     * @param traced whether to write down what happens
     */
    Outcome run(long seed, Plant plant, boolean traced);
}
