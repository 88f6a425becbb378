// SPDX-License-Identifier: Apache-2.0
package io.oncemq.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Controls: a simulation that finds nothing must be able to find something. Each bug is planted in the fake store, or in
 * the engine as it is loaded.
 */
class PlantedBugTest {
    private static final long SEEDS = 2_000;

    @ParameterizedTest
    @EnumSource(
            names = {
                "NO_FENCE",
                "RESCUE_WITHOUT_GUARD",
                "CLAIM_WITHOUT_GUARD",
                "UNKNOWN_TAKEN_FOR_LOST",
                "LATE_NOT_REFUSED",
                "EPOCH_IGNORED"
            })
    void isFound(Plant plant) throws InterruptedException {
        assertThat(find(plant, outcome -> !outcome.violations().isEmpty())).isPresent();
    }

    /** Behind the fence the holder check changes nothing; without the fence it is what keeps "exactly once". */
    @Test
    void withoutFenceAndHolderCheckDeliveriesAreAcknowledgedTwice() throws InterruptedException {
        SeedRunner guarded = EngineLoader.load(Plant.NO_FENCE);

        assertThat(find(
                        Plant.NO_FENCE_ACKNOWLEDGE_WITHOUT_HOLDER,
                        outcome -> isDuplicated(outcome)
                                && !isDuplicated(guarded.run(outcome.seed(), Plant.NO_FENCE, false))))
                .isPresent();
    }

    /** The same for the guard of a release. */
    @Test
    void withoutFenceAndReleaseGuardMoreIsLostThanWithoutTheFenceAlone() throws InterruptedException {
        SeedRunner guarded = EngineLoader.load(Plant.NO_FENCE);

        assertThat(find(
                        Plant.NO_FENCE_RELEASE_WITHOUT_GUARD,
                        outcome -> !outcome.violations().isEmpty()
                                && guarded.run(outcome.seed(), Plant.NO_FENCE, false)
                                                .violations()
                                                .size()
                                        < outcome.violations().size()))
                .isPresent();
    }

    private static boolean isDuplicated(Outcome outcome) {
        return outcome.violations().stream().anyMatch(violation -> violation.startsWith("duplicated"));
    }

    private static Optional<Outcome> find(Plant plant, Predicate<Outcome> symptom) throws InterruptedException {
        AtomicReference<Outcome> found = new AtomicReference<>();
        AtomicLong tried = new AtomicLong();
        Seeds.run(plant, 1, SEEDS, outcome -> {
            tried.incrementAndGet();
            if (symptom.test(outcome)) {
                found.compareAndSet(null, outcome);
            }
            return found.get() == null;
        });
        Outcome outcome = found.get();
        System.out.println("SIMULATION planted " + plant
                + (outcome == null
                        ? " not found in "
                        : " found by seed " + outcome.seed() + " ("
                                + outcome.violations().get(0) + ") after ")
                + tried + " seeds");
        return Optional.ofNullable(outcome);
    }
}
