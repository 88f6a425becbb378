// SPDX-License-Identifier: Apache-2.0
package io.oncemq.jms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.oncemq.engine.destination.Origin;
import io.oncemq.jms.message.JmsMessage;
import io.oncemq.message.DestinationName;
import io.oncemq.message.Envelope;
import io.oncemq.store.StoreException;
import io.oncemq.testkit.EngineFixture;
import io.oncemq.testkit.MemoryStore;
import jakarta.jms.CompletionListener;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How far a sender may be ahead of the store, and what a failure leaves behind. */
@Timeout(60)
class AsyncSendsTest {
    private static final DestinationName QUEUE = DestinationName.queue("orders");
    private static final int MOST = 1_000;

    private final AtomicReference<@Nullable Error> error = new AtomicReference<>();
    private final Outcomes outcomes = new Outcomes();

    /** What the executor was given and a test has not run yet. */
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private EngineFixture node;
    private AsyncSends sends;

    @BeforeEach
    void open() throws Exception {
        node = EngineFixture.open(new MemoryStore(true, 1, System::currentTimeMillis));
        sends = new AsyncSends(tasks::add, new AutoAcknowledge(new SessionLink(node.engine(), this::originOrError)));
    }

    @AfterEach
    void close() {
        threads.shutdownNow();
        node.close();
    }

    private Origin originOrError() {
        Error thrown = error.getAndSet(null);
        if (thrown != null) {
            throw thrown;
        }
        return EngineFixture.ORIGIN;
    }

    @Test
    void aSenderThatIsAThousandAheadWaitsForTheStore() throws Exception {
        addUntilFull();
        Thread sender = addHeldBack(1);

        assertThat(sender.isAlive()).isTrue();
        runTasks();
        sender.join();
        runTasks();

        assertThat(outcomes.all).hasSize(MOST + 1).allMatch("sent"::equals);
    }

    @Test
    void bodiesOfSixteenMebibytesAreWaitedForUnlessOneIsAlone() throws Exception {
        add(16 * 1024 * 1024 + 1);
        Thread sender = addHeldBack(1);

        assertThat(sender.isAlive()).isTrue();
        runTasks();
        sender.join();
        runTasks();

        assertThat(outcomes.all).containsExactly("sent", "sent");
    }

    @Test
    void aListenerMaySendHoweverMuchIsPending() throws Exception {
        sends.add(envelope(1), new JmsMessage(), new Outcomes() {
            @Override
            public void onCompletion(Message message) {
                for (int i = 0; i <= MOST; i++) {
                    try {
                        add(1);
                    } catch (JMSException | StoreException e) {
                        throw new AssertionError(e);
                    }
                }
            }
        });

        runTasks();

        assertThat(outcomes.all).hasSize(MOST + 1);
    }

    @Test
    void aListenerThatWaitsForTheLockOfItsSenderStopsNeither() throws Exception {
        sends = new AsyncSends(threads, new AutoAcknowledge(new SessionLink(node.engine(), this::originOrError)));
        Object lock = new Object();
        CountDownLatch called = new CountDownLatch(1);
        Outcomes locking = new Outcomes() {
            @Override
            public void onCompletion(Message message) {
                called.countDown();
                synchronized (lock) {
                    super.onCompletion(message);
                }
            }
        };
        synchronized (lock) {
            sends.add(envelope(1), new JmsMessage(), locking);
            called.await();
            for (int i = 0; i <= MOST; i++) {
                sends.add(envelope(1), new JmsMessage(), locking);
            }
        }
        sends.await();

        assertThat(locking.all).hasSize(MOST + 2);
    }

    @Test
    void aSenderThatIsInterruptedWhileItWaitsIsToldAndHasNotSent() throws Exception {
        addUntilFull();
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        CompletableFuture<Exception> thrown = new CompletableFuture<>();
        Thread sender = heldBack(() -> {
            try {
                add(1);
                thrown.completeExceptionally(new AssertionError("not held back"));
            } catch (JMSException e) {
                thrown.complete(e);
            }
            interrupted.complete(Thread.currentThread().isInterrupted());
        });

        sender.interrupt();

        assertThat(thrown.get(10, TimeUnit.SECONDS))
                .isInstanceOfSatisfying(
                        JMSException.class, e -> assertThat(e.getErrorCode()).isEqualTo("ONCEMQ-2213"));
        assertThat(interrupted.get(10, TimeUnit.SECONDS)).isTrue();
        runTasks();
        assertThat(outcomes.all).hasSize(MOST);
    }

    @Test
    void whoAwaitsTheSendsAwaitsTheOneThatIsHeldBackToo() throws Exception {
        addUntilFull();
        Thread sender = addHeldBack(1);
        Thread closer = heldBack(() -> {
            sends.await();
            outcomes.all.add("awaited");
        });

        assertThat(sender.isAlive()).isTrue();
        while (closer.isAlive()) {
            runTasks();
        }

        assertThat(outcomes.all).hasSize(MOST + 2).last().isEqualTo("awaited");
    }

    @Test
    void anErrorFailsItsSendAndTheNextGoesOn() throws Exception {
        StackOverflowError thrown = new StackOverflowError("too deep");
        error.set(thrown);
        add(1);
        try {
            runTasks();
        } catch (StackOverflowError e) {
            outcomes.all.add("escaped");
        }
        add(1);
        runTasks();
        awaitSends();

        assertThat(outcomes.all).containsExactly("ONCEMQ-2307 " + thrown, "sent");
    }

    /** It may have come after the commit. */
    @Test
    void anErrorOfAGroupIsToldToAllAndNoneIsSentAgain() throws Exception {
        add(1);
        add(1);
        add(1);
        error.set(new StackOverflowError("too deep"));

        runTasks();
        awaitSends();

        assertThat(outcomes.all).hasSize(3).allMatch(outcome -> outcome.startsWith("ONCEMQ-2307"));
    }

    @Test
    void anErrorOfAListenerDoesNotKeepTheNextFromBeingCalled() throws Exception {
        sends.add(envelope(1), new JmsMessage(), new Outcomes() {
            @Override
            public void onCompletion(Message message) {
                throw new NoClassDefFoundError("com/example/Order");
            }
        });
        add(1);

        runTasks();

        assertThat(outcomes.all).containsExactly("sent");
    }

    @Test
    void aSendForWhichThereIsNoThreadIsRefusedAndTheNextGoesOn() throws Exception {
        List<Runnable> given = new ArrayList<>();
        AtomicReference<@Nullable Error> noThread = new AtomicReference<>(new OutOfMemoryError("no native thread"));
        sends = new AsyncSends(
                task -> {
                    Error thrown = noThread.getAndSet(null);
                    if (thrown != null) {
                        throw thrown;
                    }
                    given.add(task);
                },
                new AutoAcknowledge(new SessionLink(node.engine(), this::originOrError)));

        assertThatExceptionOfType(JMSException.class).isThrownBy(() -> add(1));
        awaitSends();
        add(1);
        given.forEach(Runnable::run);

        assertThat(outcomes.all).containsExactly("sent");
    }

    private Envelope envelope(int bytes) throws StoreException {
        return node.message(QUEUE, "", 4).toBuilder().body(new byte[bytes]).build();
    }

    private void add(int bytes) throws JMSException, StoreException {
        sends.add(envelope(bytes), new JmsMessage(), outcomes);
    }

    private void addUntilFull() throws JMSException, StoreException {
        for (int i = 0; i < MOST; i++) {
            add(1);
        }
    }

    /** Fails where the class believes for ever that a send is going on. */
    private void awaitSends() throws Exception {
        CompletableFuture.runAsync(sends::await, threads).get(10, TimeUnit.SECONDS);
    }

    private void runTasks() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    private Thread addHeldBack(int bytes) {
        return heldBack(() -> add(bytes));
    }

    @FunctionalInterface
    private interface Step {
        void run() throws Exception;
    }

    /** A thread that is as far as it gets: it waits, or has ended where nothing holds it back. */
    private static Thread heldBack(Step step) {
        Thread thread = new Thread(() -> {
            try {
                step.run();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        while (thread.getState() != Thread.State.WAITING
                && thread.getState() != Thread.State.TIMED_WAITING
                && thread.isAlive()) {
            Thread.onSpinWait();
        }
        return thread;
    }

    /** What the sends came to, in order. */
    private static class Outcomes implements CompletionListener {
        final Queue<String> all = new ConcurrentLinkedQueue<>();

        @Override
        public void onCompletion(Message message) {
            all.add("sent");
        }

        @Override
        public void onException(Message message, Exception exception) {
            all.add(((JMSException) exception).getErrorCode() + " " + Objects.requireNonNull(exception.getCause()));
        }
    }
}
