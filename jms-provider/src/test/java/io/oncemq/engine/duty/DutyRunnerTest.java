// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine.duty;

import static org.assertj.core.api.Assertions.assertThat;

import io.oncemq.engine.event.EngineListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DutyRunnerTest {
    private final List<Throwable> told = new ArrayList<>();
    private final EngineListener listener = new EngineListener() {
        @Override
        public void dutyFailed(String duty, Throwable cause) {
            told.add(cause);
        }
    };

    @Test
    void anErrorInADutyIsToldAndTheDutyRunsAgain() {
        StackOverflowError error = new StackOverflowError("too deep");
        Failing duty = new Failing(error);
        DutyRunner runner = new DutyRunner(listener, List.of(duty));
        duty.runner = runner;

        runner.run();

        assertThat(told).containsExactly(error);
        assertThat(duty.runs).isEqualTo(2);
    }

    /** Fails the first time, and ends its runner the second time. */
    private static final class Failing implements Duty {
        private final Error error;
        private DutyRunner runner = new DutyRunner(new EngineListener() {}, List.of());
        private int runs;

        Failing(Error error) {
            this.error = error;
        }

        @Override
        public String name() {
            return "failing";
        }

        @Override
        public Duration runOnce() {
            runs++;
            if (runs == 2) {
                runner.stop();
                return Duration.ZERO;
            }
            // Again at once.
            runner.nudge(this);
            throw error;
        }
    }
}
