// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine.delivery;

/** Somebody who waits for one delivery. */
@FunctionalInterface
public interface Demand {
    /**
     * Takes over a claim. Called at most once, outside of locks, on the thread that brought the delivery: must not block
     * and must not throw.
     */
    void assigned(Claim claim);
}
