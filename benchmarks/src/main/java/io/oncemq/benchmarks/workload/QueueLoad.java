// SPDX-License-Identifier: Apache-2.0
package io.oncemq.benchmarks.workload;

import io.oncemq.benchmarks.client.Clients;
import io.oncemq.benchmarks.client.Receiver;
import io.oncemq.benchmarks.client.Sender;
import io.oncemq.benchmarks.client.Traffic;
import io.oncemq.benchmarks.system.SystemId;
import java.util.ArrayList;
import java.util.List;

/**
 * Senders and receivers of one queue.
 *
 * @param receivers none: the rate is that of sending
 * @param batch messages a commit; 1 for AUTO_ACKNOWLEDGE and sends without transactions
 * @param window how far senders may be ahead, in messages
 */
record QueueLoad(
        String name, String title, Form form, int senders, int receivers, int batch, int window, Traffic traffic)
        implements Workload {
    private static final String QUEUE = "bench";

    @Override
    public boolean fits(SystemId system) {
        return system.isJms() || traffic.equals(Traffic.PLAIN);
    }

    @Override
    public void run(Run run) throws Exception {
        Clients clients = run.system().clients(QUEUE);
        boolean transacted = batch > 1;
        List<Receiver> receiving = new ArrayList<>();
        for (int i = 0; i < receivers; i++) {
            receiving.add(clients.receiver(traffic, transacted));
        }
        List<Sender> sending = new ArrayList<>();
        for (int i = 0; i < senders; i++) {
            sending.add(clients.sender(traffic, transacted));
        }
        ClosedLoop loop = new ClosedLoop(run, batch, window);
        if (receivers == 0) {
            loop.driveSenders(sending, () -> clients.receiver(traffic, true));
        } else {
            loop.driveQueue(sending, receiving);
        }
    }
}
