// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine.duty;

import io.oncemq.engine.event.EngineListener;
import io.oncemq.engine.lane.DatabaseClock;
import io.oncemq.engine.transaction.Branches;
import io.oncemq.store.BranchRecords.BranchRecord;
import io.oncemq.store.StoreException;
import java.time.Duration;
import java.util.List;

/** Sees to it that prepared branches which nobody ends are not overlooked. */
public final class BranchWatch implements Duty {
    private static final Duration INTERVAL = Duration.ofSeconds(30);

    /** Recovery comes every two minutes in common transaction managers, and may need two rounds. */
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final Branches branches;
    private final DatabaseClock clock;
    private final EngineListener listener;
    private boolean started;
    private int told;

    public BranchWatch(Branches branches, DatabaseClock clock, EngineListener listener) {
        this.branches = branches;
        this.clock = clock;
        this.listener = listener;
    }

    @Override
    public String name() {
        return "watch over branches";
    }

    @Override
    public Duration runOnce() throws StoreException {
        branches.forgetEnded();
        List<BranchRecord> prepared = branches.inDoubt();
        Duration oldest = prepared.isEmpty()
                ? Duration.ZERO
                : Duration.ofMillis(Math.max(0, clock.millis() - prepared.get(0).preparedAt()));
        int count = prepared.size();
        boolean late = count > 0 && oldest.compareTo(PATIENCE) > 0;
        if (!started || (late && count != told)) {
            listener.branchesInDoubt(count, oldest, branches.recoveryAsked());
        }
        // What is told at start says nothing yet about whether somebody will end them.
        told = started && late ? count : 0;
        started = true;
        return INTERVAL;
    }
}
