// SPDX-License-Identifier: Apache-2.0
package io.oncemq.ra.inbound;

import io.oncemq.OnceMqNode;
import io.oncemq.engine.Engine;
import io.oncemq.engine.delivery.LocalQueue;
import io.oncemq.engine.delivery.QueueConsumer;
import io.oncemq.engine.destination.Origin;
import io.oncemq.engine.destination.SubscriptionLoss;
import io.oncemq.engine.destination.SubscriptionRequest;
import io.oncemq.engine.security.Access;
import io.oncemq.engine.security.AccessDeniedException;
import io.oncemq.engine.security.Action;
import io.oncemq.selector.Selector;
import io.oncemq.selector.SelectorSyntaxException;
import io.oncemq.store.StoreConflictException;
import io.oncemq.store.StoreException;
import io.oncemq.store.StoreRefusedException;

/** An activation's consumer: of a queue, or of its subscription to a topic. */
record Subscription(OnceMqNode node, BeanUser user, QueueConsumer consumer, SubscriptionLoss loss)
        implements AutoCloseable {
    Subscription {
        // Each instance of the bean works for itself: a message group is with one of them at a time.
        consumer.workSideBySide();
    }

    /**
     * Finds or makes what is to be consumed.
     *
     * @throws StoreException if it cannot be had, now or at all
     * @throws AccessDeniedException if the user does not get in, or may not receive
     * @throws TakenElsewhereException if it is a durable subscription that another node consumes from, alone or in another form
     */
    static Subscription open(OnceMqNode node, ActivationTarget target)
            throws StoreException, AccessDeniedException, TakenElsewhereException {
        Engine engine = node.engine();
        BeanUser user = BeanUser.login(engine.security(), target.credentials());
        Access access = user.access();
        access.require(Action.CONSUME, target.destination());
        try {
            if (target.isTopic()) {
                SubscriptionLoss loss = new SubscriptionLoss();
                return new Subscription(node, user, subscribeOnce(engine, target, access, loss), loss);
            }
            String selector = target.request().selector();
            engine.destinations().get(target.destination(), access);
            LocalQueue queue = engine.destinations().queue(target.destination());
            return new Subscription(
                    node,
                    user,
                    queue.consume(selector.isEmpty() ? null : Selector.parse(selector), () -> {}),
                    new SubscriptionLoss());
        } catch (SelectorSyntaxException e) {
            throw new StoreRefusedException("messageSelector is not valid: " + e.getMessage(), e);
        }
    }

    private static QueueConsumer subscribeOnce(
            Engine engine, ActivationTarget target, Access access, SubscriptionLoss loss)
            throws StoreException, SelectorSyntaxException, AccessDeniedException, TakenElsewhereException {
        try {
            return subscribe(engine, target, access, loss);
        } catch (StoreConflictException e) {
            LocalQueue queue = engine.subscriptions()
                    .findDurable(target.clientId(), target.request().subscriptionName());
            if (queue != null && engine.subscriptions().hasConsumerElsewhere(queue)) {
                throw new TakenElsewhereException(e);
            }
            throw e;
        }
    }

    private static QueueConsumer subscribe(Engine engine, ActivationTarget target, Access access, SubscriptionLoss loss)
            throws StoreException, SelectorSyntaxException, AccessDeniedException {
        ActivationRequest request = target.request();
        boolean named = request.durable() || target.isShared();
        // The subscription has the selector: what it holds was selected when it was published.
        return engine.subscriptions()
                .consume(
                        new SubscriptionRequest(
                                target.destination(),
                                new Origin(0, target.clientId()),
                                target.clientId(),
                                named ? request.subscriptionName() : "",
                                request.durable(),
                                target.isShared(),
                                request.selector(),
                                false),
                        access,
                        loss);
    }

    /**
     * Refuses to go on once receiving is not allowed any more.
     *
     * @throws AccessDeniedException saying why
     */
    void requireAllowed() throws AccessDeniedException {
        user.access().require(Action.CONSUME, consumer.queue().identity().origin());
    }

    /** A subscription that is not durable ends too. */
    @Override
    public void close() {
        consumer.close();
        LocalQueue queue = consumer.queue();
        if (!queue.identity().durable()) {
            node.engine().subscriptions().release(queue);
        }
    }
}
