// SPDX-License-Identifier: Apache-2.0
package io.oncemq.simulation;

import java.util.Random;

/** Stands in for {@link Random} in simulated code, so that it is the same in every run; {@link EngineLoader} puts it there. */
public final class VirtualRandom extends Random {
    private static final long serialVersionUID = 1L;

    public VirtualRandom() {
        super(Scheduler.here().random.nextLong());
    }
}
