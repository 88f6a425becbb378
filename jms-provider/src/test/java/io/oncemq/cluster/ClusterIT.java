// SPDX-License-Identifier: Apache-2.0
package io.oncemq.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Four JVMs on one PostgreSQL with 8 producers and 16 consumers, killed and frozen at random: every message is received
 * in exactly one committed transaction, and each group in its order, one at a time.
 */
class ClusterIT {
    private static final int NODES = 4;

    @Test
    void nothingIsLostOrDoneTwiceWhileNodesDieAndFreeze(@TempDir Path directory) throws Exception {
        Tally tally = torment("CLUSTER", directory, Duration.ofMinutes(1), 0, 0);

        assertThat(tally.received()).isEqualTo(tally.sent()).isGreaterThan(1000);
    }

    @Test
    @Tag("faults")
    void nothingIsLostOrDoneTwiceInFiveMinutes(@TempDir Path directory) throws Exception {
        Tally tally = torment("CLUSTER", directory, Duration.ofMinutes(5), 30, 20);

        assertThat(tally.received()).isEqualTo(tally.sent()).isGreaterThan(5000);
    }

    private Tally torment(String title, Path directory, Duration howLong, int leastKills, int leastFreezes)
            throws Exception {
        // Half of the producers have a group each.
        List<String> roles = List.of("fenced 2 0 4", "fenced 2 1 4", "fenced 2 0 4", "fenced 2 1 4");
        try (Cluster cluster = new Cluster(directory, roles)) {
            cluster.start();
            Random random = new Random(20);
            long end = System.nanoTime() + howLong.toNanos();
            while (System.nanoTime() - end < 0 || cluster.kills < leastKills || cluster.freezes < leastFreezes) {
                int before = cluster.sent();
                cluster.await("work goes on", () -> cluster.sent() >= before + 200);
                if (cluster.freezes * 3 < cluster.kills * 2) {
                    cluster.freeze(random.nextInt(NODES));
                } else {
                    cluster.kill(random.nextInt(NODES));
                }
            }
            cluster.finish();
            Tally tally = Tally.of(cluster);
            print(title, tally, cluster);
            assertThat(tally.lost()).as(cluster.told()).isZero();
            assertThat(tally.duplicates()).isZero();
            assertThat(tally.disorders()).isZero();
            assertThat(tally.overlaps()).isZero();
            return tally;
        }
    }

    /** The control: without the fence a node that was frozen for longer than its lease does what others have done. */
    @Test
    @Tag("faults")
    void withoutTheFenceFrozenNodesDoThingsTwice(@TempDir Path directory) throws Exception {
        try (Cluster cluster = new Cluster(directory, Collections.nCopies(3, "unfenced 2 0 4"))) {
            cluster.start();
            for (int round = 0; round < 3; round++) {
                int before = cluster.sent();
                cluster.await("work goes on", () -> cluster.sent() >= before + 200);
                cluster.freeze(round);
            }
            int before = cluster.sent();
            cluster.await("work goes on", () -> cluster.sent() >= before + 200);
            cluster.finish();
            Tally tally = Tally.of(cluster);
            print("CLUSTER-UNFENCED", tally, cluster);
            assertThat(tally.duplicates()).isPositive();
        }
    }

    /** 200 groups of 100 messages: each in order, never two of one at once, while nodes die. */
    @Test
    @Tag("faults")
    void groupsKeepTheirOrderWhileNodesDie(@TempDir Path directory) throws Exception {
        int groups = 200;
        int messages = 100;
        try (Cluster cluster = new Cluster(directory, Collections.nCopies(NODES, "fenced 0 0 4"))) {
            cluster.start();
            cluster.load(groups, messages);
            Random random = new Random(5);
            int kills = 4;
            for (int i = 1; i <= kills; i++) {
                int enough = groups * messages * i / (kills + 2);
                cluster.await("work goes on", () -> done(cluster) >= enough);
                cluster.kill(random.nextInt(NODES));
            }
            cluster.finish();
            Tally tally = Tally.of(cluster);
            print("GROUPS", tally, cluster);
            assertThat(tally.received()).as(cluster.told()).isEqualTo(groups * messages);
            assertThat(tally.lost()).isZero();
            assertThat(tally.duplicates()).isZero();
            assertThat(tally.disorders()).isZero();
            assertThat(tally.overlaps()).isZero();
        }
    }

    private static long done(Cluster cluster) {
        return cluster.ask("select last_value from " + ClusterNode.TICKETS) / 2;
    }

    private static void print(String title, Tally tally, Cluster cluster) {
        System.out.println(title + " sent=" + tally.sent() + " received=" + tally.received() + " lost=" + tally.lost()
                + " duplicates-committed=" + tally.duplicates() + " order-violations="
                + (tally.disorders() + tally.overlaps()) + " kills=" + cluster.kills + " freezes=" + cluster.freezes);
    }
}
