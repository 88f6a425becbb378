// SPDX-License-Identifier: Apache-2.0
package io.oncemq.simulation;

import io.oncemq.simulation.Scheduler.Threads;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Made by {@link EngineLoader}, so that the engine it knows is the simulated one. */
public final class Simulation implements SeedRunner {
    private final Threads threads = new Threads();

    @Override
    public Outcome run(long seed, Plant plant, boolean traced) {
        List<String> trace = traced ? new ArrayList<>() : null;
        Scheduler scheduler = new Scheduler(seed, threads, trace);
        World world = new World(scheduler, plant);
        scheduler.spawn(null, "director", world::play);
        try {
            scheduler.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        threads.release();
        Map<String, Integer> counts = world.history.counts();
        counts.put("steps", scheduler.steps());
        counts.put("switches", scheduler.switches());
        counts.put("virtual seconds", (int) (scheduler.nowNanos() / 1_000_000_000L));
        return new Outcome(
                seed,
                scheduler.fingerprint(),
                List.copyOf(scheduler.failures()),
                counts,
                trace == null ? List.of() : trace);
    }
}
