// SPDX-License-Identifier: Apache-2.0
package io.oncemq.simulation;

import io.oncemq.engine.delivery.LocalQueue;
import io.oncemq.engine.destination.SubscriptionRequest;
import io.oncemq.engine.security.Access;
import io.oncemq.engine.security.AccessDeniedException;
import io.oncemq.message.DestinationName;
import io.oncemq.selector.SelectorSyntaxException;
import io.oncemq.simulation.Scheduler.Jvm;
import io.oncemq.simulation.Scheduler.Task;
import io.oncemq.store.StoreException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** One history: nodes on one database, applications on the nodes, and what goes wrong with them. */
final class World {
    static final DestinationName TOPIC = DestinationName.topic("t");

    private static final String CLIENT = "client";
    private static final int MAX_FORWARDED = 60;
    private static final long PATIENCE = TimeUnit.MINUTES.toNanos(5);

    final Scheduler scheduler;
    final Plan plan;
    final FakeDatabase database;
    final History history;
    final GlobalTransactions global;
    private final Random random;
    private final List<Node> nodes = new ArrayList<>();
    private final List<Task> actors = new ArrayList<>();
    private final Map<String, Integer> readers = new LinkedHashMap<>();
    private final Map<Task, String> reading = new HashMap<>();
    private int names;
    private int forwarded;
    boolean stopping;

    World(Scheduler scheduler, Plant plant) {
        this.scheduler = scheduler;
        this.random = scheduler.random;
        this.plan = new Plan(random);
        this.database = new FakeDatabase(scheduler, plant, plan.faults);
        this.history = new History(scheduler, database, !plan.redeliveryDelay.isZero(), plan.maxDeliveries);
        this.global = new GlobalTransactions(scheduler, history);
    }

    /** Ends the actor's thread if its JVM is gone: what it was told last means nothing then. */
    void requireAlive() {
        scheduler.current.requireAlive();
    }

    boolean mayForward() {
        return forwarded++ < MAX_FORWARDED;
    }

    // ---- the play

    /** The task that runs it all. */
    void play() throws SelectorSyntaxException {
        scheduler.trace(plan.toString());
        prepare();
        Task chaos = scheduler.spawn(null, "chaos", this::wreak);
        for (Node node : List.copyOf(nodes)) {
            populate(node);
        }
        for (String queue : queues()) {
            read(queue);
        }
        if (!scheduler.join(List.of(chaos), PATIENCE)) {
            scheduler.fail("stuck: chaos");
        }
        awaitActors("producer");
        heal();
        stopping = true;
        awaitActors("");
        while (!database.isQuiet()) {
            scheduler.sleep(TimeUnit.MILLISECONDS.toNanos(100));
        }
        recover();
        drain();
        awaitRescue();
        close();
        history.checkComplete();
        if (!database.locks().equals("{}")) {
            scheduler.fail("still locked: " + database.locks());
        }
        checkLeases();
        scheduler.end();
    }

    private void prepare() {
        Faults0 quiet = new Faults0();
        for (int i = 0; i < plan.nodes; i++) {
            start();
        }
        awaitNodes();
        Node first = nodes.get(0);
        Task subscribing = scheduler.spawn(first.jvm, "subscriber", () -> {
            for (int i = 0; i < plan.subscriptions.size(); i++) {
                subscribe(first, i);
            }
        });
        if (!scheduler.join(List.of(subscribing), PATIENCE)) {
            scheduler.fail("stuck: subscribing");
        }
        quiet.over();
    }

    /** Nothing goes wrong while the stage is set. */
    private final class Faults0 {
        private final FakeDatabase.Faults faults = database.faults;
        private final int[] before = {
            faults.statementLost,
            faults.commitLost,
            faults.answerLost,
            faults.commitLate,
            faults.slow,
            faults.declaredDead,
            faults.toldOddly
        };

        Faults0() {
            faults.heal();
        }

        void over() {
            faults.statementLost = before[0];
            faults.commitLost = before[1];
            faults.answerLost = before[2];
            faults.commitLate = before[3];
            faults.slow = before[4];
            faults.declaredDead = before[5];
            faults.toldOddly = before[6];
        }
    }

    private void subscribe(Node node, int number)
            throws StoreException, SelectorSyntaxException, AccessDeniedException {
        String color = plan.subscriptions.get(number);
        node.engine()
                .subscriptions()
                .subscribe(
                        new SubscriptionRequest(
                                TOPIC,
                                Producer.ORIGIN,
                                CLIENT,
                                "s" + number,
                                true,
                                false,
                                color.isEmpty() ? "" : "color = '" + color + "'",
                                false),
                        Access.OF_ENGINE);
        history.subscription(TOPIC, "t/s" + number, color);
    }

    private Node start() {
        String name = "node" + nodes.size();
        Jvm jvm = new Jvm(name, random.nextInt(2_000_000_000) * 1_000L);
        FakeStore store = new FakeStore(database, jvm, plan.nodes == 1 && plan.lanes == 1, plan.lanes, plan.wakeUps);
        Node node = new Node(jvm, store, scheduler, history, plan.settings(name));
        nodes.add(node);
        scheduler.spawn(jvm, "opening", node::open);
        return node;
    }

    private void awaitNodes() {
        long deadline = scheduler.nowNanos() + PATIENCE;
        while (nodes.stream().anyMatch(node -> !node.jvm.crashed && !node.isUsable())) {
            if (scheduler.nowNanos() > deadline) {
                scheduler.fail("stuck: a node does not open");
                scheduler.end();
            }
            scheduler.sleep(TimeUnit.MILLISECONDS.toNanos(10));
        }
    }

    private List<String> queues() {
        List<String> all =
                new ArrayList<>(plan.queues.stream().map(DestinationName::name).toList());
        for (int i = 0; i < plan.subscriptions.size(); i++) {
            all.add("t/s" + i);
        }
        return all;
    }

    LocalQueue queue(Node node, String queue) throws StoreException {
        if (!queue.startsWith("t/")) {
            return node.engine().destinations().queue(DestinationName.queue(queue));
        }
        LocalQueue found = node.engine().subscriptions().findDurable(CLIENT, queue.substring(2));
        if (found == null) {
            throw new IllegalStateException(queue + " is not there");
        }
        return found;
    }

    // ---- actors

    private Task act(Node node, String name, Scheduler.Body body) {
        Task task = scheduler.spawn(node.jvm, name, body);
        actors.add(task);
        return task;
    }

    private void populate(Node node) {
        for (int i = 0; i < plan.producers; i++) {
            String name = "producer" + names++;
            act(node, name, () -> new Producer(this, node, name).run());
        }
        act(node, "recovery", () -> {
            while (!stopping) {
                scheduler.sleep(TimeUnit.MILLISECONDS.toNanos(200 + random.nextInt(1_500)));
                tryRecover(node);
            }
        });
    }

    private int tryRecover(Node node) throws Exception {
        try {
            return global.recover(node);
        } catch (javax.transaction.xa.XAException e) {
            requireAlive();
            if (e.errorCode != javax.transaction.xa.XAException.XAER_RMFAIL) {
                throw e;
            }
            return -1;
        }
    }

    /** Makes somebody read the queue. */
    private void read(String queue) {
        int count = plan.isAlone(queue) ? 1 : 1 + random.nextInt(3);
        while (readers.getOrDefault(queue, 0) < count) {
            Node node = anyUsable();
            if (node == null) {
                return;
            }
            String name = "receiver" + names++;
            readers.merge(queue, 1, Integer::sum);
            Task task = act(node, name, () -> {
                new Receiver(this, node, name, queue).run(1 + random.nextInt(4));
                requireAlive();
                readers.merge(queue, -1, Integer::sum);
                if (!stopping) {
                    read(queue);
                }
            });
            reading.put(task, queue);
        }
    }

    private Node anyUsable() {
        List<Node> usable = nodes.stream().filter(Node::isUsable).toList();
        return usable.isEmpty() ? null : usable.get(random.nextInt(usable.size()));
    }

    private void awaitActors(String prefix) {
        long deadline = scheduler.nowNanos() + PATIENCE;
        while (true) {
            List<Task> busy = actors.stream()
                    .filter(task -> !task.done && task.name.startsWith(prefix))
                    .toList();
            if (busy.isEmpty()) {
                return;
            }
            if (scheduler.nowNanos() > deadline) {
                scheduler.fail("stuck: " + busy);
                scheduler.end();
            }
            scheduler.sleep(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    // ---- what goes wrong

    private void wreak() {
        TreeMap<Integer, Runnable> events = new TreeMap<>();
        int span = 2_000 + plan.thinkMillis * plan.sends;
        for (int i = 0; i < plan.freezes; i++) {
            events.put(random.nextInt(span), this::freeze);
        }
        for (int i = 0; i < plan.crashes; i++) {
            events.put(random.nextInt(span), this::crash);
        }
        for (int i = 0; i < plan.outages; i++) {
            events.put(random.nextInt(span), this::outage);
        }
        int now = 0;
        for (Map.Entry<Integer, Runnable> event : events.entrySet()) {
            scheduler.sleep(TimeUnit.MILLISECONDS.toNanos(event.getKey() - now));
            now = event.getKey();
            event.getValue().run();
        }
        // Frozen nodes thaw before anything is asked for.
        for (Node node : List.copyOf(nodes)) {
            while (node.jvm.frozen && !node.jvm.crashed) {
                scheduler.sleep(TimeUnit.MILLISECONDS.toNanos(50));
            }
        }
    }

    private void freeze() {
        Node node = anyUsable();
        if (node == null) {
            return;
        }
        long nanos = (long) (plan.leaseTerm.toNanos() * random.nextDouble() * 3);
        scheduler.trace("FREEZE " + node.jvm.name + " for " + TimeUnit.NANOSECONDS.toMillis(nanos) + " ms");
        history.count("freezes");
        node.jvm.frozen = true;
        scheduler.spawn(null, "thaw", () -> {
            scheduler.sleep(nanos);
            scheduler.trace("THAW " + node.jvm.name);
            node.jvm.frozen = false;
        });
    }

    private void crash() {
        Node node = anyUsable();
        if (node == null) {
            return;
        }
        scheduler.trace("CRASH " + node.jvm.name);
        history.count("crashes");
        scheduler.crash(node.jvm);
        global.crashed(node);
        history.crashed(node.jvm);
        for (Task task : actors) {
            if (!task.done && task.jvm == node.jvm && task.name.startsWith("receiver")) {
                String queue = reading.get(task);
                readers.merge(queue, -1, Integer::sum);
            }
        }
        scheduler.spawn(null, "restart", () -> {
            scheduler.sleep(TimeUnit.MILLISECONDS.toNanos(random.nextInt(3_000)));
            if (stopping) {
                return;
            }
            if (random.nextBoolean() || anyUsable() == null) {
                Node next = start();
                while (!next.isUsable()) {
                    scheduler.sleep(TimeUnit.MILLISECONDS.toNanos(10));
                }
                if (!stopping) {
                    populate(next);
                }
            }
            if (!stopping) {
                queues().forEach(this::read);
            }
        });
    }

    private void outage() {
        Node node = random.nextBoolean() ? null : anyUsable();
        long nanos = (long) (plan.leaseTerm.toNanos() * random.nextDouble() * 2);
        scheduler.trace("OUTAGE " + (node == null ? "of the database" : "at " + node.jvm.name) + " for "
                + TimeUnit.NANOSECONDS.toMillis(nanos) + " ms");
        history.count("outages");
        if (node == null) {
            database.faults.down = true;
        } else {
            node.store.cut = true;
        }
        scheduler.spawn(null, "repair", () -> {
            scheduler.sleep(nanos);
            scheduler.trace("OUTAGE over");
            if (node == null) {
                database.faults.down = false;
            } else {
                node.store.cut = false;
            }
        });
    }

    private void heal() {
        scheduler.trace("all is well from here");
        database.faults.heal();
        for (Node node : nodes) {
            node.jvm.frozen = false;
            node.store.cut = false;
        }
        if (nodes.stream().allMatch(node -> node.jvm.crashed)) {
            start();
        }
        awaitNodes();
    }

    // ---- the end

    private void recover() {
        Node node = anyUsable();
        Task recovering = scheduler.spawn(node.jvm, "last recovery", () -> {
            long deadline = scheduler.nowNanos() + PATIENCE;
            while (tryRecover(node) != 0 && scheduler.nowNanos() < deadline) {
                scheduler.sleep(TimeUnit.MILLISECONDS.toNanos(100));
            }
        });
        scheduler.join(List.of(recovering), PATIENCE + PATIENCE);
    }

    /** True if the store holds nothing of the queue any more. */
    boolean isDrained(String queue) {
        return database.deliveries.rows.values().stream()
                .noneMatch(row -> queue.equals(history.queueName(row.delivery().queueId())));
    }

    private void drain() {
        List<Task> draining = new ArrayList<>();
        for (String queue : queues()) {
            if (!isDrained(queue)) {
                Node node = anyUsable();
                String name = "last receiver of " + queue;
                draining.add(
                        scheduler.spawn(node.jvm, name, () -> new Receiver(this, node, name, queue).drain(PATIENCE)));
            }
        }
        if (!scheduler.join(draining, PATIENCE + PATIENCE)) {
            scheduler.fail("stuck: " + draining);
        }
        scheduler.trace("locks after draining: " + database.locks());
    }

    /** What the dead left behind is cleared away in time. */
    private void awaitRescue() {
        long deadline = scheduler.nowNanos() + PATIENCE;
        while (isHeldByTheDead() && scheduler.nowNanos() < deadline) {
            scheduler.sleep(TimeUnit.MILLISECONDS.toNanos(100));
        }
        if (scheduler.nowNanos() >= deadline) {
            scheduler.fail("still owned: leases " + database.leases.rows);
        }
    }

    /** Not told by the number alone: one that lives may have lost its lease and not taken the next yet. */
    private boolean isHeldByTheDead() {
        return database.leases.rows.size()
                        > nodes.stream().filter(Node::isUsable).count()
                || database.leases.rows.values().stream().anyMatch(lease -> lease.owner().crashed);
    }

    /** One that ended while its node closed waits for the next node; a living one has no right to be there. */
    private void checkLeases() {
        database.leases.rows.forEach((id, lease) -> {
            // One whose acquisition was not answered is nobody's.
            if (lease.expiresAt() > database.millis() && history.leases.contains(id)) {
                scheduler.fail("still owned: lease " + id);
            }
        });
        database.groups.rows.forEach((group, lease) -> {
            if (!database.leases.rows.containsKey(lease)) {
                scheduler.fail("still owned: " + group + " by lease " + lease);
            }
        });
        for (FakeDatabase.Lane lane : database.lanes.rows.keySet()) {
            if (!database.leases.rows.containsKey(lane.lease())) {
                scheduler.fail("still owned: " + lane);
            }
        }
    }

    private void close() {
        List<Task> closing = new ArrayList<>();
        for (Node node : nodes) {
            if (node.isUsable()) {
                closing.add(scheduler.spawn(node.jvm, "closing", () -> {
                    node.engine().close();
                    node.closed = true;
                }));
            }
        }
        if (!scheduler.join(closing, PATIENCE)) {
            scheduler.fail("stuck: closing");
        }
    }
}
