// SPDX-License-Identifier: Apache-2.0
package io.oncemq.simulation;

import io.oncemq.engine.delivery.Claim;
import io.oncemq.message.DestinationName;
import io.oncemq.message.Envelope;
import io.oncemq.simulation.FakeDatabase.Row;
import io.oncemq.simulation.Scheduler.Jvm;
import io.oncemq.store.Holder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What applications sent and received, and whether it agrees with what they were promised. Told by the actors as things
 * happen; touched by one simulated thread at a time.
 */
final class History {
    private final Scheduler scheduler;
    private final FakeDatabase database;

    /** True if what was rejected may be overtaken while it waits. */
    private final boolean redeliveryWaits;

    private final int maxDeliveries;

    private final Map<String, Message> messages = new LinkedHashMap<>();
    private final Map<String, List<Message>> byProducer = new HashMap<>();
    private final Map<String, Integer> counts = new LinkedHashMap<>();

    /** Those that nodes know to be, or to have been, theirs. */
    final Set<Long> leases = new HashSet<>();

    /** Subscriptions of a topic, with the color they select, empty for all. */
    private final Map<DestinationName, Map<String, String>> subscriptions = new LinkedHashMap<>();

    History(Scheduler scheduler, FakeDatabase database, boolean redeliveryWaits, int maxDeliveries) {
        this.redeliveryWaits = redeliveryWaits;
        this.maxDeliveries = maxDeliveries;
        this.scheduler = scheduler;
        this.database = database;
    }

    /** What became of a send. */
    enum State {
        /** In a transaction that nobody has decided to commit. */
        OPEN,
        /** Commit was called. */
        COMMITTING,
        COMMITTED,
        ABORTED,
        UNKNOWN
    }

    static final class Message {
        final String producer;
        final int number;
        final DestinationName destination;
        final int priority;
        final String color;

        /** Empty for none. */
        final String group;

        final long deliverAt;
        final Map<String, Delivery> deliveries = new LinkedHashMap<>();
        State state = State.OPEN;

        /** Its transaction was ended by somebody else than its producer, who may have gone on meanwhile. */
        boolean late;

        Message(
                String producer,
                int number,
                DestinationName destination,
                int priority,
                String color,
                String group,
                long deliverAt) {
            this.producer = producer;
            this.number = number;
            this.destination = destination;
            this.priority = priority;
            this.color = color;
            this.group = group;
            this.deliverAt = deliverAt;
        }

        String key() {
            return producer + "#" + number;
        }

        @Override
        public String toString() {
            return key() + " (" + destination + ", priority " + priority + ", " + state + ")";
        }
    }

    /** A message's way to one queue or subscription. */
    static final class Delivery {
        final Message message;
        final String queue;

        /** The reader whose transaction it is in. */
        Reader reader;

        /** The lease under which that reader has it. */
        long lease;

        /** Its reader is about to end its transaction: somebody else may have it before that is told. */
        boolean leaving;

        int acknowledged;

        /** Acknowledgements that were asked for and have not been answered, perhaps never will be. */
        int unanswered;

        int lastCount;
        boolean rejected;
        boolean inDoubt;

        /** It came back by other ways than its consumer. */
        boolean scattered;

        Delivery(Message message, String queue) {
            this.message = message;
            this.queue = queue;
        }

        @Override
        public String toString() {
            return message.key() + " of " + queue;
        }
    }

    /** A consumer as the checks see it. */
    static final class Reader {
        final String name;
        final String queue;

        /** Empty for all. */
        final String color;

        /** True if nobody else reads the queue meanwhile. */
        final boolean alone;

        final long openedNanos;

        /** Where it runs. */
        final Jvm jvm;

        Reader(Jvm jvm, String name, String queue, String color, boolean alone, long openedNanos) {
            this.jvm = jvm;
            this.name = name;
            this.queue = queue;
            this.color = color;
            this.alone = alone;
            this.openedNanos = openedNanos;
        }
    }

    void count(String what) {
        counts.merge(what, 1, Integer::sum);
    }

    Map<String, Integer> counts() {
        return counts;
    }

    private void fail(String kind, String what) {
        scheduler.fail(kind + ": " + what);
    }

    // ---- sending

    void subscription(DestinationName topic, String queue, String color) {
        subscriptions.computeIfAbsent(topic, key -> new LinkedHashMap<>()).put(queue, color);
    }

    Message sent(
            String producer, DestinationName destination, int priority, String color, String group, long deliverAt) {
        List<Message> before = byProducer.computeIfAbsent(producer, key -> new ArrayList<>());
        Message message = new Message(producer, before.size(), destination, priority, color, group, deliverAt);
        before.add(message);
        messages.put(message.key(), message);
        if (destination.kind().isQueue()) {
            message.deliveries.put(destination.name(), new Delivery(message, destination.name()));
        } else {
            subscriptions.getOrDefault(destination, Map.of()).forEach((queue, selected) -> {
                if (selected.isEmpty() || selected.equals(color)) {
                    message.deliveries.put(queue, new Delivery(message, queue));
                }
            });
        }
        return message;
    }

    void state(List<Message> sent, State state) {
        for (Message message : sent) {
            message.state = state;
            count("sends " + state);
            scheduler.trace("send " + message);
        }
    }

    // ---- receiving

    static String queueOf(Claim claim) {
        String subscription = claim.queue().identity().subscription();
        String origin = claim.queue().identity().origin().name();
        return subscription.isEmpty() ? origin : origin + "/" + subscription;
    }

    static String text(Envelope envelope) {
        byte[] body = envelope.body();
        if (body == null) {
            return "";
        }
        String text = new String(body, StandardCharsets.UTF_8);
        int end = text.indexOf(' ');
        return end < 0 ? text : text.substring(0, end);
    }

    Delivery received(Reader reader, Claim claim) {
        count("received");
        String text = text(claim.envelope());
        scheduler.trace("received " + text + " by " + reader.name + " as " + claim + " count " + claim.deliveryCount()
                + " lease " + claim.lease().id());
        Message message = messages.get(text);
        Delivery delivery = message == null ? null : message.deliveries.get(reader.queue);
        if (message == null || delivery == null || !queueOf(claim).equals(reader.queue)) {
            fail("phantom", text + " came from " + reader.queue + " but was sent as " + message);
            return new Delivery(message, reader.queue);
        }
        if (message.state == State.OPEN || message.state == State.ABORTED) {
            fail("phantom", delivery + " was received by " + reader.name + " but its send is " + message.state);
        }
        Row row = database.deliveries.rows.get(claim.id());
        boolean holds = database.leases.rows.containsKey(claim.lease().id());
        if (holds) {
            checkHeld(reader, claim, delivery, row);
        } else {
            count("received under a dead lease");
        }
        delivery.reader = reader;
        delivery.lease = claim.lease().id();
        delivery.leaving = false;
        return delivery;
    }

    private void checkHeld(Reader reader, Claim claim, Delivery delivery, Row row) {
        Message message = delivery.message;
        if (row == null || row.holder() != claim.lease().id()) {
            fail(
                    "not held",
                    delivery + " was received under living lease "
                            + claim.lease().id() + " but is " + row);
            return;
        }
        if (delivery.acknowledged > 0) {
            fail("duplicated", delivery + " was received again after its acknowledgement");
        }
        // A delivery that cannot be buried is delivered once more; what the node counts meanwhile is not stored.
        boolean overdue = maxDeliveries > 0 && delivery.lastCount >= maxDeliveries;
        int least = delivery.lastCount + (delivery.rejected ? 1 : 0);
        if (claim.deliveryCount() < least && !overdue) {
            fail("count", delivery + " was counted " + claim.deliveryCount() + ", at least " + least + " expected");
        }
        if (message.deliverAt > database.millis() + 2) {
            fail("early", delivery + " was due in " + (message.deliverAt - database.millis()) + " ms");
        }
        if (claim.deliveryCount() > 1) {
            count("redelivered");
        }
        delivery.lastCount = claim.deliveryCount();
        delivery.rejected = false;
        if (!message.group.isEmpty()) {
            checkGroup(reader, delivery);
        } else if (reader.alone) {
            checkOrder(reader, claim, delivery);
        }
    }

    private void checkOrder(Reader reader, Claim claim, Delivery delivery) {
        Message message = delivery.message;
        if (message.late) {
            return;
        }
        count("order checked");
        for (Message before : byProducer.get(message.producer)) {
            if (before == message) {
                return;
            }
            Delivery earlier = before.deliveries.get(reader.queue);
            if (earlier == null
                    || !before.group.isEmpty()
                    || before.state != State.COMMITTED
                    || before.late
                    || before.deliverAt != 0
                    || before.priority < message.priority
                    || !(reader.color.isEmpty() || reader.color.equals(before.color))
                    || earlier.acknowledged + earlier.unanswered > 0
                    || earlier.reader == reader
                    || earlier.inDoubt
                    || earlier.scattered) {
                continue;
            }
            Row row = row(earlier);
            if (row != null
                    && row.holder() != Holder.DELAYED
                    && row.delivery().crashes() == 0
                    && !(redeliveryWaits && row.delivery().deliveries() > 0)
                    && !database.heldElsewhere(
                            row.delivery().id(), claim.lease().id(), reader.openedNanos)) {
                fail("out of order", delivery + " overtook " + earlier + " at " + reader.name + ", which is " + row);
            }
        }
    }

    /** Whoever reads, wherever, and whatever went wrong: nobody else has anything of the group, and it is in order. */
    private void checkGroup(Reader reader, Delivery delivery) {
        Message message = delivery.message;
        count("groups checked");
        for (Message other : messages.values()) {
            Delivery another = other.deliveries.get(reader.queue);
            if (another == null
                    || another == delivery
                    || another.acknowledged > 0
                    || !other.group.equals(message.group)
                    || other.state == State.ABORTED) {
                continue;
            }
            Row row = row(another);
            if (row == null) {
                continue;
            }
            boolean here = another.reader == reader && another.lease == row.holder();
            boolean elsewhere = another.reader != null
                    && another.reader != reader
                    && !another.leaving
                    && another.lease == row.holder()
                    && database.leases.rows.containsKey(row.holder());
            boolean doubtful = row.holder() < Holder.DELAYED && row.holder() % 2 != 0;
            if (elsewhere || doubtful) {
                fail(
                        "two at once",
                        delivery + " came to " + reader.name + " while " + another + " of its group is at "
                                + (another.reader == null ? "nobody" : another.reader.name) + ", which is " + row);
            }
            boolean before = other.producer.equals(message.producer)
                    && other.number < message.number
                    && other.state == State.COMMITTED
                    && other.priority >= message.priority
                    && other.deliverAt == 0
                    && !other.late
                    && !message.late
                    && (reader.color.isEmpty() || reader.color.equals(other.color));
            if (before && !here) {
                fail(
                        "group out of order",
                        delivery + " overtook " + another + " at " + reader.name + ", which is " + row);
            }
        }
    }

    /** Where a delivery is now, or null. */
    private Row row(Delivery delivery) {
        for (Row row : database.deliveries.rows.values()) {
            if (text(row.delivery().envelope()).equals(delivery.message.key())
                    && delivery.queue.equals(queueName(row.delivery().queueId()))) {
                return row;
            }
        }
        return null;
    }

    String queueName(long id) {
        if (database.destinations.rows.get(id) != null) {
            return database.destinations.rows.get(id).name().name();
        }
        if (database.subscriptions.rows.get(id) != null) {
            long topic = database.subscriptions.rows.get(id).topicId();
            return database.destinations.rows.get(topic).name().name() + "/"
                    + database.subscriptions.rows.get(id).name();
        }
        return "queue " + id;
    }

    // ---- ends of deliveries

    void leaving(List<Delivery> deliveries) {
        deliveries.forEach(delivery -> delivery.leaving = true);
    }

    void acknowledging(List<Delivery> deliveries) {
        deliveries.forEach(delivery -> delivery.unanswered++);
    }

    void acknowledged(Reader reader, List<Delivery> deliveries) {
        for (Delivery delivery : deliveries) {
            delivery.unanswered--;
            delivery.acknowledged++;
            count("acknowledged");
            scheduler.trace("acknowledged " + delivery);
            if (delivery.acknowledged > 1) {
                fail("duplicated", delivery + " was acknowledged twice");
            }
            leave(reader, delivery);
        }
    }

    /** It did certainly not happen. */
    void notAcknowledged(List<Delivery> deliveries) {
        deliveries.forEach(delivery -> {
            delivery.unanswered--;
            scheduler.trace("not acknowledged " + delivery);
        });
    }

    /** Nobody will ever know, save the store. */
    void unknown(Reader reader, List<Delivery> deliveries) {
        for (Delivery delivery : deliveries) {
            count("acknowledgements UNKNOWN");
            scheduler.trace("unknown whether acknowledged: " + delivery);
            leave(reader, delivery);
        }
    }

    /** Told when the call has returned, which may be after the reader has received it again: recovery has another thread. */
    void rejected(Reader reader, List<Delivery> deliveries) {
        for (Delivery delivery : deliveries) {
            count("rejected");
            scheduler.trace("rejected " + delivery);
            if (delivery.reader == reader && delivery.leaving) {
                delivery.rejected = true;
                delivery.reader = null;
            }
        }
    }

    /** What its consumers had in hand comes back some day. */
    void crashed(Jvm jvm) {
        for (Message message : messages.values()) {
            for (Delivery delivery : message.deliveries.values()) {
                if (delivery.reader != null && delivery.reader.jvm == jvm) {
                    delivery.reader = null;
                    delivery.scattered = true;
                }
            }
        }
    }

    private static void leave(Reader reader, Delivery delivery) {
        if (delivery.reader == reader) {
            delivery.reader = null;
        }
    }

    // ---- the end

    /** After everything was received that can be. */
    void checkComplete() {
        Map<String, Row> dead = new HashMap<>();
        for (Row row : database.deliveries.rows.values()) {
            String queue = queueName(row.delivery().queueId());
            if (queue.startsWith("DLQ.") && row.holder() == Holder.READY) {
                dead.put(text(row.delivery().envelope()) + " of " + queue.substring(4), row);
                count("buried");
            } else {
                fail("still owned", text(row.delivery().envelope()) + " of " + queue + " is " + row);
            }
        }
        for (Message message : messages.values()) {
            for (Delivery delivery : message.deliveries.values()) {
                String origin = message.destination.name();
                boolean buried = dead.containsKey(message.key() + " of " + origin);
                boolean gone = delivery.acknowledged + delivery.unanswered > 0;
                if (message.state == State.COMMITTED && !gone && !buried) {
                    fail("lost", delivery + " was sent but neither received nor left");
                }
                if (message.state == State.ABORTED && buried) {
                    fail("phantom", delivery + " was buried but not sent");
                }
                if (delivery.acknowledged > 0 && buried && message.deliveries.size() == 1) {
                    fail("duplicated", delivery + " was acknowledged and buried");
                }
            }
        }
        long beside = database.deliveries.rows.values().stream()
                .filter(row -> row.delivery().bodyId() != 0)
                .mapToLong(row -> row.delivery().bodyId())
                .distinct()
                .count();
        if (database.bodies.size() != beside) {
            fail("still owned", "bodies " + database.bodies + " for " + beside + " deliveries that need one");
        }
        database.branches.rows.values().forEach(branch -> fail("still owned", "branch " + branch));
    }
}
