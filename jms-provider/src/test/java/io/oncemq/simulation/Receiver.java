// SPDX-License-Identifier: Apache-2.0
package io.oncemq.simulation;

import io.oncemq.engine.delivery.Claim;
import io.oncemq.engine.delivery.QueueConsumer;
import io.oncemq.engine.lane.Lane;
import io.oncemq.engine.transaction.Work;
import io.oncemq.selector.Selector;
import io.oncemq.selector.SelectorSyntaxException;
import io.oncemq.simulation.GlobalTransactions.Branch;
import io.oncemq.simulation.History.Delivery;
import io.oncemq.simulation.History.Message;
import io.oncemq.simulation.History.Reader;
import io.oncemq.simulation.History.State;
import io.oncemq.store.CommitOutcomeUnknownException;
import io.oncemq.store.StoreException;
import io.oncemq.store.StoreUnavailableException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import javax.transaction.xa.XAException;

/** A session that receives from one queue: one by one, in local and in global transactions, and sends along with it. */
final class Receiver {
    private final World world;
    private final Node node;
    private final String name;
    private final String queue;
    private final Lane lane;
    private final Random random;
    private final Producer producer;

    Receiver(World world, Node node, String name, String queue) {
        this.world = world;
        this.node = node;
        this.name = name;
        this.queue = queue;
        this.lane = node.engine().assignLane();
        this.random = world.scheduler.random;
        this.producer = new Producer(world, node, name);
    }

    /** Opens and closes consumers for some rounds, or until the world stops. */
    void run(int rounds) throws XAException, SelectorSyntaxException {
        for (int round = 0; round < rounds && !world.stopping; round++) {
            String color = world.plan.selectors && random.nextBoolean() ? (random.nextBoolean() ? "red" : "blue") : "";
            try (QueueConsumer consumer = open(color)) {
                Reader reader = reader(color, world.plan.isAlone(queue));
                for (int i = 1 + random.nextInt(12); i > 0 && !world.stopping; i--) {
                    step(consumer, reader);
                    if (random.nextInt(3) == 0) {
                        pauseToThink();
                    }
                }
            } catch (StoreException e) {
                world.requireAlive();
                world.scheduler.trace("no consumer: " + e.getMessage());
                pauseToThink();
            }
            world.scheduler.trace("consumer closed");
            pauseToThink();
        }
    }

    /** Receives and acknowledges until the store has nothing left for the queue. */
    void drain(long timeoutNanos) throws SelectorSyntaxException {
        long deadline = world.scheduler.nowNanos() + timeoutNanos;
        while (!world.isDrained(queue) && world.scheduler.nowNanos() < deadline) {
            try (QueueConsumer consumer = open("")) {
                Reader reader = reader("", true);
                while (!world.isDrained(queue) && world.scheduler.nowNanos() < deadline) {
                    receiveOne(consumer, reader, false);
                }
            } catch (StoreException e) {
                world.requireAlive();
                pauseToThink();
            }
        }
    }

    private Reader reader(String color, boolean alone) {
        return new Reader(node.jvm, name, queue, color, alone, world.scheduler.nowNanos());
    }

    private QueueConsumer open(String color) throws StoreException, SelectorSyntaxException {
        Selector selector = color.isEmpty() ? null : Selector.parse("color = '" + color + "'");
        QueueConsumer consumer = world.queue(node, queue).consume(selector, () -> {});
        consumer.activate();
        world.scheduler.trace("consumer of " + queue + " opened, selecting '" + color + "'");
        return consumer;
    }

    private void pauseToThink() {
        world.scheduler.sleep(TimeUnit.MILLISECONDS.toNanos(random.nextInt(world.plan.thinkMillis + 10)));
    }

    private void step(QueueConsumer consumer, Reader reader) throws XAException {
        int choice = random.nextInt(100);
        if (choice < world.plan.globalTransactions / 2) {
            receiveGlobally(consumer, reader);
        } else if (choice < 60) {
            receiveOne(consumer, reader, random.nextInt(5) == 0);
        } else {
            receiveTogether(consumer, reader);
        }
    }

    private Claim receive(QueueConsumer consumer) {
        if (random.nextInt(4) == 0) {
            try {
                return consumer.receiveNoWait();
            } catch (StoreUnavailableException e) {
                world.requireAlive();
                return null;
            } catch (StoreException e) {
                throw new IllegalStateException(e);
            }
        }
        return consumer.receive(TimeUnit.MILLISECONDS.toNanos(1 + random.nextInt(400)));
    }

    private void receiveOne(QueueConsumer consumer, Reader reader, boolean reject) {
        Claim claim = receive(consumer);
        if (claim == null) {
            return;
        }
        List<Delivery> deliveries = List.of(world.history.received(reader, claim));
        if (random.nextInt(4) == 0) {
            pauseToThink();
        }
        if (reject) {
            reject(reader, List.of(claim), deliveries);
            return;
        }
        for (int tries = 1; ; tries++) {
            world.history.acknowledging(deliveries);
            try {
                node.engine().transactions().acknowledge(lane, List.of(claim));
                world.history.acknowledged(reader, deliveries);
                return;
            } catch (CommitOutcomeUnknownException e) {
                world.requireAlive();
                world.history.unknown(reader, deliveries);
                return;
            } catch (StoreException e) {
                world.requireAlive();
                world.scheduler.trace("acknowledge: " + e);
                world.history.notAcknowledged(deliveries);
                if (tries == 3 || !(e instanceof StoreUnavailableException)) {
                    reject(reader, List.of(claim), deliveries);
                    return;
                }
            }
        }
    }

    private void reject(Reader reader, List<Claim> claims, List<Delivery> deliveries) {
        world.history.leaving(deliveries);
        node.engine().transactions().reject(claims, null);
        world.requireAlive();
        world.history.rejected(reader, deliveries);
    }

    private void receiveTogether(QueueConsumer consumer, Reader reader) {
        Work work = new Work();
        List<Delivery> received = new ArrayList<>();
        List<Message> sent = new ArrayList<>();
        boolean complete = fill(consumer, reader, work, received, sent);
        if (!complete || random.nextInt(4) == 0) {
            world.history.state(sent, State.ABORTED);
            rollBack(reader, work, received);
            return;
        }
        world.history.state(sent, State.COMMITTING);
        world.history.acknowledging(received);
        try {
            node.engine().transactions().commit(lane, work);
            world.history.state(sent, State.COMMITTED);
            world.history.acknowledged(reader, received);
        } catch (CommitOutcomeUnknownException e) {
            world.requireAlive();
            world.history.state(sent, State.UNKNOWN);
            world.history.unknown(reader, received);
            world.history.leaving(received);
            node.engine().transactions().rollback(work);
        } catch (StoreException e) {
            world.requireAlive();
            world.scheduler.trace("commit: " + e);
            world.history.state(sent, State.ABORTED);
            world.history.notAcknowledged(received);
            rollBack(reader, work, received);
        }
    }

    private void rollBack(Reader reader, Work work, List<Delivery> received) {
        world.history.leaving(received);
        node.engine().transactions().rollback(work);
        world.requireAlive();
        world.history.rejected(reader, received);
    }

    private boolean fill(
            QueueConsumer consumer, Reader reader, Work work, List<Delivery> received, List<Message> sent) {
        for (int i = random.nextInt(3); i >= 0; i--) {
            Claim claim = receive(consumer);
            if (claim != null) {
                received.add(world.history.received(reader, claim));
                work.received(claim);
            }
        }
        boolean complete = true;
        if (!received.isEmpty() && !world.stopping && world.mayForward()) {
            for (int i = random.nextInt(3); i > 0; i--) {
                complete &= producer.send(work, sent);
            }
        }
        return complete;
    }

    private void receiveGlobally(QueueConsumer consumer, Reader reader) throws XAException {
        Branch branch = world.global.begin(node, reader);
        boolean complete = fill(consumer, reader, branch.work(), branch.receives, branch.sends);
        world.global.finish(branch, complete && random.nextInt(6) != 0);
    }
}
