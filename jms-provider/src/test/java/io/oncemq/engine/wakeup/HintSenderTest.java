// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine.wakeup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.oncemq.store.StoreException;
import io.oncemq.store.StoreUnavailableException;
import io.oncemq.store.WakeUpListener;
import io.oncemq.store.WakeUps;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HintSenderTest {
    private static final String SELF = "00000000000000aa";

    private final List<Hint> told = new ArrayList<>();
    private final AtomicInteger nudges = new AtomicInteger();
    private boolean down;
    private final HintSender sender = new HintSender(new Telling(), SELF);

    @BeforeEach
    void wire() {
        sender.onPending(nudges::incrementAndGet);
    }

    @Test
    void aThousandMessagesThatBecomeReadyInOnePauseAreToldOnce() throws Exception {
        for (int i = 0; i < 1_000; i++) {
            sender.ready(7);
            sender.ready(8);
        }

        assertThat(nudges).hasValue(1);
        sender.runOnce();
        sender.runOnce();

        assertThat(told).containsExactly(Hint.ready(SELF, List.of(7L, 8L)));
    }

    @Test
    void afterTellingItPausesAndThenRestsUntilThereIsMore() throws Exception {
        sender.ready(7);
        Duration pause = sender.runOnce();
        sender.ready(8);
        assertThat(nudges).hasValue(1);
        sender.runOnce();
        Duration rest = sender.runOnce();

        sender.ready(9);

        assertThat(told).containsExactly(Hint.ready(SELF, List.of(7L)), Hint.ready(SELF, List.of(8L)));
        assertThat(pause).isPositive().isLessThan(Duration.ofMillis(50));
        assertThat(rest).isGreaterThan(Duration.ofMinutes(1));
        assertThat(nudges).hasValue(2);
    }

    @Test
    void whatWasSentIsToldApartFromWhatMayBeOld() throws Exception {
        sender.sent(7);
        sender.sent(8);
        sender.ready(8);

        sender.runOnce();

        assertThat(told).containsExactly(Hint.ready(SELF, List.of(8L)), Hint.sent(SELF, List.of(7L)));
    }

    @Test
    void moreQueuesThanFitAreToldAsAny() throws Exception {
        for (int i = 1; i <= Hint.MAX_QUEUES + 1; i++) {
            sender.ready(i);
        }

        sender.runOnce();

        assertThat(told).containsExactly(Hint.anyReady(SELF));
    }

    @Test
    void whatCouldNotBeToldIsToldLater() throws Exception {
        sender.ready(7);
        down = true;
        assertThatThrownBy(sender::runOnce).isInstanceOf(StoreUnavailableException.class);
        down = false;

        sender.runOnce();

        assertThat(told).containsExactly(Hint.changed(SELF), Hint.anyReady(SELF));
    }

    @Test
    void nobodyIsToldAnythingWhileNobodyIsThere() throws Exception {
        sender.live(false, sender.heard());
        sender.ready(7);
        sender.changed();
        assertThat(nudges).hasValue(0);

        sender.heardOthers();

        sender.runOnce();
        assertThat(told).containsExactly(Hint.changed(SELF), Hint.anyReady(SELF));
    }

    /** A node that came while the store was asked was not counted. */
    @Test
    void whoWasHeardMeanwhileIsThere() throws Exception {
        long before = sender.heard();
        sender.heardOthers();
        sender.live(false, before);

        sender.ready(7);
        sender.runOnce();

        assertThat(told).containsExactly(Hint.ready(SELF, List.of(7L)));
    }

    private final class Telling implements WakeUps {
        @Override
        public void tell(String text) throws StoreException {
            if (down) {
                throw new StoreUnavailableException("down", null);
            }
            told.add(Objects.requireNonNull(Hint.parse(text), text));
        }

        @Override
        public WakeUpListener listen() {
            throw new AssertionError("a sender does not listen");
        }
    }
}
