// SPDX-License-Identifier: Apache-2.0
package io.oncemq.simulation;

import io.oncemq.engine.settings.EngineSettings;
import io.oncemq.engine.settings.SpaceLimits;
import io.oncemq.engine.settings.WakeUp;
import io.oncemq.message.DestinationName;
import io.oncemq.simulation.FakeDatabase.Faults;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** What a seed is about: how many nodes with which settings do what, and how much goes wrong. */
final class Plan {
    final int nodes;
    final int lanes;
    final Duration leaseTerm;
    final Duration storeTimeout;
    final int window;
    final int maxDeliveries;
    final Duration redeliveryDelay;
    final List<DestinationName> queues = new ArrayList<>();

    /** Those of the queues, and subscriptions, that one consumer at a time reads. */
    final List<String> alone = new ArrayList<>();

    /** The colors that the topic's subscriptions select, empty for all; none if there is no topic. */
    final List<String> subscriptions = new ArrayList<>();

    final boolean selectors;

    /** How many message groups there are; 0 for none. */
    final int groups;

    final boolean priorities;
    final boolean delays;
    final int globalTransactions;
    final int producers;
    final int sends;
    final int thinkMillis;
    final int freezes;
    final int crashes;
    final int outages;
    final Faults faults = new Faults();

    /** Whether nodes tell each other what they do, or all of them poll. */
    final boolean wakeUps;

    Plan(Random random) {
        nodes = 1 + random.nextInt(3);
        lanes = 1 + random.nextInt(3);
        leaseTerm = Duration.ofMillis(1_000 + random.nextInt(5_000));
        storeTimeout = Duration.ofMillis(1_000 + random.nextInt(15_000));
        window = new int[] {1, 2, 5, 40, 200}[random.nextInt(5)];
        maxDeliveries = random.nextInt(3) == 0 ? 2 + random.nextInt(3) : 0;
        redeliveryDelay = Duration.ofMillis(random.nextInt(6) == 0 ? 300 : 0);
        int queueCount = 1 + random.nextInt(2);
        for (int i = 0; i < queueCount; i++) {
            queues.add(DestinationName.queue("q" + i));
        }
        if (random.nextInt(3) == 0) {
            subscriptions.add("");
            if (random.nextBoolean()) {
                subscriptions.add(random.nextBoolean() ? "red" : "");
            }
        }
        List<String> read =
                new ArrayList<>(queues.stream().map(DestinationName::name).toList());
        for (int i = 0; i < subscriptions.size(); i++) {
            read.add("t/s" + i);
        }
        for (String queue : read) {
            if (random.nextInt(3) != 0) {
                alone.add(queue);
            }
        }
        selectors = random.nextInt(3) == 0;
        groups = random.nextInt(3) == 0 ? 1 + random.nextInt(4) : 0;
        priorities = random.nextInt(4) == 0;
        delays = random.nextInt(4) == 0;
        globalTransactions = random.nextInt(3) == 0 ? 0 : 10 + random.nextInt(40);
        producers = 1 + random.nextInt(3);
        sends = 4 + random.nextInt(12);
        thinkMillis = new int[] {2, 30, 400}[random.nextInt(3)];
        boolean calm = random.nextInt(4) == 0;
        freezes = calm ? 0 : random.nextInt(3);
        crashes = calm ? 0 : random.nextInt(3);
        outages = calm ? 0 : random.nextInt(3);
        if (!calm) {
            faults.statementLost = random.nextInt(12);
            faults.commitLost = random.nextInt(25);
            faults.answerLost = random.nextInt(25);
            faults.commitLate = random.nextInt(25);
            faults.slow = random.nextInt(20);
            faults.declaredDead = random.nextInt(3) == 0 ? 20 : 0;
        }
        wakeUps = random.nextInt(3) != 0;
        faults.toldOddly = calm ? 0 : 50;
    }

    EngineSettings settings(String nodeName) {
        return new EngineSettings(
                nodeName,
                leaseTerm,
                maxDeliveries,
                redeliveryDelay,
                "DLQ.",
                window,
                64 * 1024 * 1024,
                storeTimeout,
                SpaceLimits.NONE,
                WakeUp.AUTO);
    }

    boolean isAlone(String queue) {
        return alone.contains(queue);
    }

    @Override
    public String toString() {
        return nodes + " nodes, " + lanes + " lanes, lease " + leaseTerm + ", store timeout " + storeTimeout
                + ", window "
                + window + ", max deliveries " + maxDeliveries + ", redelivery delay " + redeliveryDelay + ", queues "
                + queues + ", subscriptions " + subscriptions.size() + ", read alone " + alone + ", groups " + groups
                + ", global "
                + globalTransactions + " %, " + (wakeUps ? "wake-ups, " : "polling, ") + freezes + " freezes, "
                + crashes + " crashes, " + outages + " outages";
    }
}
