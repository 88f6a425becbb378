// SPDX-License-Identifier: Apache-2.0
package io.oncemq.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.oncemq.testkit.OwnPostgres;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The database goes away under load, for a while or for ever; the application does nothing about it. */
@Tag("faults")
@Timeout(600)
class DatabaseOutageIT {
    private static final String DATABASE = "messages";
    private static final int RESTARTS = 10;
    private static final int WORK = 200;

    @Test
    void restartsOfTheDatabaseLoseNothingAndRepeatNothing(@TempDir Path directory) throws Exception {
        try (OwnPostgres server = OwnPostgres.create(directory)) {
            server.start();
            server.ask("postgres", "create database " + DATABASE);
            try (OutageLoad load = new OutageLoad("jdbc:postgresql://localhost:" + server.port() + "/" + DATABASE)) {
                load.start();
                for (int i = 0; i < RESTARTS; i++) {
                    load.awaitProgress(WORK);
                    server.stop();
                    server.start();
                }
                load.awaitProgress(WORK);
                OutageLoad.Count count = load.finish(() -> left(server) == 0);

                System.out.println("RESTARTS restarts=" + RESTARTS + " " + count);
                assertThat(count.lost()).as(load.troubles()).isZero();
                assertThat(count.duplicates()).isZero();
                assertThat(count.received()).isEqualTo(count.sent()).isGreaterThan(RESTARTS * WORK);
            }
        }
    }

    /** Primary and synchronous standby; the primary is killed and never comes back. */
    @Test
    void aFailOverLosesNothingAndRepeatsNothing(@TempDir Path directory) throws Exception {
        try (OwnPostgres primary = OwnPostgres.create(directory)) {
            primary.start();
            primary.ask("postgres", "create database " + DATABASE);
            primary.stop();
            try (OwnPostgres standby = primary.copyAsStandby("standby")) {
                primary.configure("synchronous_standby_names = '*'");
                primary.start();
                standby.start();
                String url = "jdbc:postgresql://localhost:" + primary.port() + ",localhost:" + standby.port() + "/"
                        + DATABASE + "?targetServerType=primary";
                try (OutageLoad load = new OutageLoad(url)) {
                    load.start();
                    load.awaitProgress(5 * WORK);
                    assertThat(primary.ask("postgres", SYNCHRONOUS)).isEqualTo(1);

                    long killed = System.nanoTime();
                    primary.kill();
                    int before = load.committed();
                    standby.promote();
                    load.await("work goes on", () -> load.committed() > before);
                    long recovery = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - killed);
                    load.awaitProgress(5 * WORK);
                    OutageLoad.Count count = load.finish(() -> left(standby) == 0);

                    System.out.println("FAILOVER " + count + " recovery=" + recovery + "ms");
                    assertThat(count.lost()).as(load.troubles()).isZero();
                    assertThat(count.duplicates()).isZero();
                    assertThat(count.received()).isEqualTo(count.sent()).isGreaterThan(10 * WORK);
                }
            }
        }
    }

    private static final String SYNCHRONOUS = "select count(*) from pg_stat_replication where sync_state = 'sync'";

    private static long left(OwnPostgres server) {
        return server.ask(
                DATABASE,
                "select count(*) from oncemq_delivery d join oncemq_destination q on q.id = d.queue_id where q.name = '"
                        + OutageLoad.WORK + "'");
    }
}
