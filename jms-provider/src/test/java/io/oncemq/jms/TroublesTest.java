// SPDX-License-Identifier: Apache-2.0
package io.oncemq.jms;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.jms.ExceptionListener;
import jakarta.jms.JMSException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TroublesTest {
    private final List<Runnable> tasks = new ArrayList<>();
    private final Troubles troubles = new Troubles(tasks::add);

    @Test
    void aListenerHearsOnAfterAnErrorThatItThrew() {
        List<String> heard = new ArrayList<>();
        ExceptionListener listener = trouble -> {
            heard.add(trouble.getMessage());
            if (heard.size() == 1) {
                throw new NoClassDefFoundError("com/example/Pager");
            }
        };
        troubles.tell(listener, new JMSException("first"));
        runTasks();
        troubles.tell(listener, new JMSException("second"));
        runTasks();

        assertThat(heard).containsExactly("first", "second");
    }

    /** As threads would: what a task throws ends that thread only. */
    private void runTasks() {
        List<Runnable> run = List.copyOf(tasks);
        tasks.clear();
        for (Runnable task : run) {
            try {
                task.run();
            } catch (NoClassDefFoundError e) {
                assertThat(e).hasMessage("com/example/Pager");
            }
        }
    }
}
