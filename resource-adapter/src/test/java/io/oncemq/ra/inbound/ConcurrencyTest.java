// SPDX-License-Identifier: Apache-2.0
package io.oncemq.ra.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import io.oncemq.ra.testkit.Bean;
import io.oncemq.ra.testkit.RunningAdapter;
import io.oncemq.ra.testkit.Server;
import jakarta.jms.TextMessage;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

@Timeout(60)
class ConcurrencyTest {
    @RegisterExtension
    final RunningAdapter running = new RunningAdapter();

    private static String[] texts(int count) {
        return IntStream.range(0, count).mapToObj(String::valueOf).toArray(String[]::new);
    }

    @Test
    void asManyMessagesAsMaxSessionAreWorkedOnAtOnceAndNotMore() throws Exception {
        CyclicBarrier three = new CyclicBarrier(3);
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch done = new CountDownLatch(30);
        Bean bean = Bean.transacted(running.server(), message -> {
            most.accumulateAndGet(inside.incrementAndGet(), Math::max);
            // Only three at once get past here.
            three.await(30, TimeUnit.SECONDS);
            inside.decrementAndGet();
            done.countDown();
        });
        OnceMqActivationSpec spec = Server.onQueue("in");
        spec.setMaxSession("3");

        running.adapter().endpointActivation(bean, spec);
        running.client().send("in", texts(30));

        assertThat(done.await(40, TimeUnit.SECONDS)).isTrue();
        assertThat(most).hasValue(3);
    }

    @Test
    void aMessageGroupIsWithOneSessionAtATimeAndInOrder() throws Exception {
        Map<String, List<String>> received = new ConcurrentHashMap<>();
        Map<String, AtomicInteger> inside = new ConcurrentHashMap<>();
        AtomicInteger twoAtOnce = new AtomicInteger();
        CountDownLatch done = new CountDownLatch(120);
        Bean bean = Bean.transacted(running.server(), message -> {
            String group = message.getStringProperty("JMSXGroupID");
            AtomicInteger here = inside.computeIfAbsent(group, name -> new AtomicInteger());
            if (here.incrementAndGet() > 1) {
                twoAtOnce.incrementAndGet();
            }
            received.computeIfAbsent(group, name -> new CopyOnWriteArrayList<>())
                    .add(((TextMessage) message).getText());
            here.decrementAndGet();
            done.countDown();
        });
        OnceMqActivationSpec spec = Server.onQueue("in");
        spec.setMaxSession("4");

        running.adapter().endpointActivation(bean, spec);
        for (String group : List.of("a", "b", "c")) {
            running.client().sendToGroup("in", group, texts(40));
        }

        assertThat(done.await(40, TimeUnit.SECONDS)).isTrue();
        assertThat(twoAtOnce).hasValue(0);
        assertThat(received)
                .hasSize(3)
                .allSatisfy((group, texts) -> assertThat(texts).as(group).containsExactly(texts(40)));
    }

    @Test
    void oneSessionKeepsTheOrder() throws Exception {
        List<String> received = new CopyOnWriteArrayList<>();
        CountDownLatch done = new CountDownLatch(300);
        Bean bean = Bean.transacted(running.server(), message -> {
            received.add(((TextMessage) message).getText());
            done.countDown();
        });
        OnceMqActivationSpec spec = Server.onQueue("in");
        spec.setMaxSession("1");

        running.client().send("in", texts(300));
        running.adapter().endpointActivation(bean, spec);

        assertThat(done.await(40, TimeUnit.SECONDS)).isTrue();
        assertThat(received).containsExactly(texts(300));
    }

    @RepeatedTest(3)
    void deactivationAmidstDeliveriesLosesAndDoublesNothing() throws Exception {
        Set<String> received = ConcurrentHashMap.newKeySet();
        AtomicInteger doubled = new AtomicInteger();
        Semaphore accepted = new Semaphore(0);
        Bean.Code code = message -> {
            if (!received.add(((TextMessage) message).getText())) {
                doubled.incrementAndGet();
            }
            accepted.release();
        };
        OnceMqActivationSpec spec = Server.onQueue("in");
        running.client().send("in", texts(400));

        for (int round = 0; round < 4; round++) {
            Bean bean = Bean.transacted(running.server(), code);
            running.adapter().endpointActivation(bean, spec);
            accepted.acquire(50);
            running.adapter().endpointDeactivation(bean, spec);
            assertThat(bean.released.get()).isEqualTo(bean.endpoints.get());
        }
        for (String left : running.client().drain("in")) {
            assertThat(received.add(left)).isTrue();
        }

        assertThat(received).containsExactlyInAnyOrder(texts(400));
        assertThat(doubled).hasValue(0);
    }

    @Test
    void deactivationWaitsForTheMessageInHand() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch mayReturn = new CountDownLatch(1);
        Bean bean = Bean.transacted(running.server(), message -> {
            entered.countDown();
            mayReturn.await();
        });
        OnceMqActivationSpec spec = Server.onQueue("in");
        running.adapter().endpointActivation(bean, spec);
        running.client().send("in", "x");
        entered.await();

        Thread deactivation = new Thread(() -> running.adapter().endpointDeactivation(bean, spec));
        deactivation.start();
        // Before it waits for the message in hand another instance might take the next one, and rightly.
        while (deactivation.getState() != Thread.State.WAITING
                && deactivation.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        running.client().send("in", "left");
        mayReturn.countDown();
        deactivation.join();

        assertThat(running.client().drain("in")).containsExactly("left");
    }

    @Test
    void twoBeansShareAQueue() throws Exception {
        CountDownLatch done = new CountDownLatch(2);
        CyclicBarrier both = new CyclicBarrier(2);
        for (int i = 0; i < 2; i++) {
            OnceMqActivationSpec spec = Server.onQueue("in");
            spec.setMaxSession("1");
            running.adapter()
                    .endpointActivation(
                            Bean.transacted(running.server(), message -> {
                                both.await(30, TimeUnit.SECONDS);
                                done.countDown();
                            }),
                            spec);
        }

        running.client().send("in", "a", "b");

        assertThat(done.await(40, TimeUnit.SECONDS)).isTrue();
    }
}
