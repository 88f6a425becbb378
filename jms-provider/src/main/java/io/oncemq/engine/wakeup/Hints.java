// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine.wakeup;

import io.oncemq.engine.event.EngineListener;
import io.oncemq.engine.settings.WakeUp;
import io.oncemq.store.StoreRefusedException;
import io.oncemq.store.WakeUps;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Random;

/** The two ends of this node's hints. */
public record Hints(HintSender sender, HintReceiver receiver) {
    /**
     * As the setting has it.
     *
     * @return empty for a node that neither tells nor is told
     * @throws StoreRefusedException if the setting demands what the store cannot do
     */
    public static Optional<Hints> of(
            WakeUp setting, Optional<WakeUps> wakeUps, boolean singleNode, Woken woken, EngineListener listener)
            throws StoreRefusedException {
        if (wakeUps.isEmpty()) {
            if (setting == WakeUp.NOTIFY) {
                throw new StoreRefusedException(
                        "setting wakeUp must be auto or poll on this database, was notify: it cannot tell one node of"
                                + " another, PostgreSQL can",
                        null);
            }
            if (!singleNode) {
                listener.polling("this database cannot tell one node of another");
            }
            return Optional.empty();
        }
        if (setting == WakeUp.POLL) {
            listener.polling("setting wakeUp is poll");
            return Optional.empty();
        }
        Random random = new Random();
        String self = HexFormat.of().toHexDigits(random.nextLong());
        HintSender sender = new HintSender(wakeUps.get(), self);
        return Optional.of(new Hints(sender, new HintReceiver(wakeUps.get(), self, sender, random, woken, listener)));
    }
}
