// SPDX-License-Identifier: Apache-2.0
package io.oncemq.simulation;

import io.oncemq.engine.destination.Origin;
import io.oncemq.engine.lane.Lane;
import io.oncemq.engine.transaction.Work;
import io.oncemq.message.BodyKind;
import io.oncemq.message.DestinationName;
import io.oncemq.message.Envelope;
import io.oncemq.simulation.GlobalTransactions.Branch;
import io.oncemq.simulation.History.Message;
import io.oncemq.simulation.History.State;
import io.oncemq.store.CommitOutcomeUnknownException;
import io.oncemq.store.StoreException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import javax.transaction.xa.XAException;

/** A session that sends: one by one, in local and in global transactions. */
final class Producer {
    static final Origin ORIGIN = new Origin(1, "");

    private static final String LARGE = " ".repeat(33 * 1024);

    private final World world;
    private final Node node;
    private final String name;
    private final Lane lane;
    private final Random random;

    Producer(World world, Node node, String name) {
        this.world = world;
        this.node = node;
        this.name = name;
        this.lane = node.engine().assignLane();
        this.random = world.scheduler.random;
    }

    void run() throws XAException {
        for (int i = 0; i < world.plan.sends; i++) {
            if (random.nextInt(100) < world.plan.globalTransactions) {
                sendGlobally();
            } else if (random.nextInt(3) == 0) {
                sendTogether();
            } else {
                sendOne();
            }
            if (random.nextBoolean()) {
                world.scheduler.sleep(TimeUnit.MILLISECONDS.toNanos(random.nextInt(world.plan.thinkMillis)));
            }
        }
    }

    private void sendOne() {
        Work work = new Work();
        List<Message> sent = new ArrayList<>();
        if (send(work, sent)) {
            commit(work, sent);
        }
    }

    private void sendTogether() {
        Work work = new Work();
        List<Message> sent = new ArrayList<>();
        for (int i = random.nextInt(4); i >= 0; i--) {
            if (!send(work, sent)) {
                return;
            }
        }
        if (random.nextInt(5) == 0) {
            world.history.state(sent, State.ABORTED);
            node.engine().transactions().rollback(work);
        } else {
            commit(work, sent);
        }
    }

    private void commit(Work work, List<Message> sent) {
        world.history.state(sent, State.COMMITTING);
        try {
            node.engine().transactions().commit(lane, work);
            world.history.state(sent, State.COMMITTED);
        } catch (CommitOutcomeUnknownException e) {
            world.requireAlive();
            world.history.state(sent, State.UNKNOWN);
        } catch (StoreException e) {
            world.requireAlive();
            world.scheduler.trace("commit: " + e);
            world.history.state(sent, State.ABORTED);
        }
    }

    private void sendGlobally() throws XAException {
        Branch branch = world.global.begin(node, null);
        boolean complete = true;
        for (int i = random.nextInt(3); i >= 0; i--) {
            complete &= send(branch.work(), branch.sends);
        }
        world.global.finish(branch, complete && random.nextInt(6) != 0);
    }

    /** False if not even an id could be had. */
    boolean send(Work work, List<Message> sent) {
        List<DestinationName> queues = world.plan.queues;
        boolean toTopic = !world.plan.subscriptions.isEmpty() && random.nextInt(3) == 0;
        DestinationName destination = toTopic ? World.TOPIC : queues.get(random.nextInt(queues.size()));
        String color = random.nextBoolean() ? "red" : "blue";
        int priority = world.plan.priorities ? 3 + random.nextInt(3) : 4;
        long deliverAt =
                world.plan.delays && random.nextInt(4) == 0 ? world.database.millis() + random.nextInt(2_000) : 0;
        long id;
        try {
            id = node.engine().transactions().nextMessageId();
        } catch (StoreException e) {
            world.requireAlive();
            world.history.state(sent, State.ABORTED);
            return false;
        }
        String group = world.plan.groups > 0 && random.nextInt(4) != 0 ? "g" + random.nextInt(world.plan.groups) : "";
        Message message = world.history.sent(name, destination, priority, color, group, deliverAt);
        sent.add(message);
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("color", color);
        if (!group.isEmpty()) {
            properties.put("JMSXGroupID", group);
        }
        String body = message.key() + (random.nextInt(12) == 0 ? LARGE : "");
        Envelope envelope = new Envelope.Builder(destination, BodyKind.TEXT)
                .id(id)
                .priority(priority)
                .sentAt(node.engine().nowMillis())
                .deliverAt(deliverAt)
                .properties(properties)
                .body(body.getBytes(StandardCharsets.UTF_8))
                .build();
        work.send(envelope, ORIGIN);
        return true;
    }
}
