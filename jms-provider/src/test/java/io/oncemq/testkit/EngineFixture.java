// SPDX-License-Identifier: Apache-2.0
package io.oncemq.testkit;

import io.oncemq.engine.Engine;
import io.oncemq.engine.EngineThreads;
import io.oncemq.engine.destination.Origin;
import io.oncemq.engine.event.EngineListener;
import io.oncemq.engine.settings.EngineSettings;
import io.oncemq.engine.settings.SpaceLimits;
import io.oncemq.engine.settings.WakeUp;
import io.oncemq.engine.transaction.Work;
import io.oncemq.message.BodyKind;
import io.oncemq.message.DestinationName;
import io.oncemq.message.Envelope;
import io.oncemq.store.MessageStore;
import io.oncemq.store.StoreException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Predicate;

/** An engine on some store, with threads of its own, and the shortest way to send through it. */
public final class EngineFixture implements AutoCloseable {
    public static final Origin ORIGIN = new Origin(1, "");

    private final Engine engine;

    private EngineFixture(Engine engine) {
        this.engine = engine;
    }

    public static EngineFixture open(MessageStore store) throws StoreException {
        return open(store, settings("node", 10, Duration.ZERO));
    }

    public static EngineFixture open(MessageStore store, EngineSettings settings) throws StoreException {
        return open(store, settings, new EngineListener() {}, purpose -> true);
    }

    /**
     * An engine that a test hears of and keeps still.
     *
     * @param running which of its loops run
     */
    public static EngineFixture open(
            MessageStore store, EngineSettings settings, EngineListener listener, Predicate<String> running)
            throws StoreException {
        EngineThreads all = threads();
        EngineThreads some = (purpose, loop) -> running.test(purpose) ? all.start(purpose, loop) : () -> {};
        return new EngineFixture(Engine.open(store, settings, some, listener));
    }

    /** The same with limits. */
    public static EngineSettings limited(EngineSettings settings, SpaceLimits limits) {
        return new EngineSettings(
                settings.nodeName(),
                settings.leaseTerm(),
                settings.maxDeliveries(),
                settings.redeliveryDelay(),
                settings.deadLetterPrefix(),
                settings.window(),
                settings.maxMessageSizeBytes(),
                settings.storeTimeout(),
                limits,
                settings.wakeUp());
    }

    public static EngineSettings settings(String nodeName, int maxDeliveries, Duration redeliveryDelay) {
        return new EngineSettings(
                nodeName,
                Duration.ofSeconds(15),
                maxDeliveries,
                redeliveryDelay,
                "DLQ.",
                1_000,
                64 * 1024 * 1024,
                Duration.ofSeconds(20),
                SpaceLimits.NONE,
                WakeUp.AUTO);
    }

    public static EngineThreads threads() {
        return (purpose, loop) -> {
            Thread thread = new Thread(loop, "test-" + purpose);
            thread.setDaemon(true);
            thread.start();
            return () -> {
                try {
                    thread.join(10_000);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            };
        };
    }

    public Engine engine() {
        return engine;
    }

    /** A persistent message with a text and a priority, not yet sent. */
    public Envelope message(DestinationName destination, String text, int priority) throws StoreException {
        return new Envelope.Builder(destination, BodyKind.TEXT)
                .id(engine.transactions().nextMessageId())
                .priority(priority)
                .sentAt(engine.nowMillis())
                .body(text.getBytes(StandardCharsets.UTF_8))
                .build();
    }

    public void send(DestinationName destination, String... texts) throws StoreException {
        Work work = new Work();
        for (String text : texts) {
            work.send(message(destination, text, 4), ORIGIN);
        }
        engine.transactions().commit(engine.assignLane(), work);
    }

    public static String text(Envelope envelope) {
        byte[] body = envelope.body();
        return body == null ? "" : new String(body, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        engine.close();
    }
}
