// SPDX-License-Identifier: Apache-2.0
package io.oncemq.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.oncemq.server.bank.Credits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.exporter.ZipExporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Money is neither lost nor made while a WildFly under load is killed again and again; its Narayana recovers by itself. */
@Tag("servers")
@Timeout(value = 30, unit = TimeUnit.MINUTES)
class WildFlyBankIT {
    private static final int KILLS = 6;
    private static final Path DEPLOY = Path.of("target/deploy");

    private BankDatabases databases;
    private WildFly server;

    @BeforeEach
    void configure(@TempDir Path directory) throws Exception {
        databases = new BankDatabases();
        server = new WildFly(directory);
        server.installDriver(DEPLOY.resolve("postgresql.jar").toAbsolutePath());
        server.commands(
                Path.of("src/test/cli/oncemq.cli"),
                Map.of(
                        "messages.url", databases.url(BankDatabases.MESSAGES),
                        "debits.url", databases.url(BankDatabases.DEBITS),
                        "credits.url", databases.url(BankDatabases.CREDITS),
                        "db.user", BankDatabases.USER,
                        "db.password", BankDatabases.PASSWORD));
        Files.copy(DEPLOY.resolve("oncemq.rar"), server.deployments().resolve("oncemq.rar"));
        application()
                .as(ZipExporter.class)
                .exportTo(server.deployments().resolve("bank.war").toFile());
    }

    /** The adapter must be there before its beans. */
    private static WebArchive application() {
        return ShrinkWrap.create(WebArchive.class, "bank.war")
                .addPackage(Credits.class.getPackage())
                .addAsManifestResource(
                        new StringAsset(
                                """
                                <jboss xmlns="urn:jboss:1.0">
                                    <jboss-deployment-dependencies xmlns="urn:jboss:deployment-dependencies:1.0">
                                        <dependency name="oncemq.rar"/>
                                    </jboss-deployment-dependencies>
                                </jboss>
                                """),
                        "jboss-all.xml")
                .addAsWebInfResource(
                        new StringAsset(
                                """
                                <jboss:ejb-jar xmlns:jboss="urn:jboss:jakartaee:1.0"
                                               xmlns="https://jakarta.ee/xml/ns/jakartaee"
                                               xmlns:r="urn:resource-adapter-binding:2.0" version="4.0">
                                    <assembly-descriptor>
                                        <r:resource-adapter-binding>
                                            <ejb-name>Credits</ejb-name>
                                            <r:resource-adapter-name>oncemq</r:resource-adapter-name>
                                        </r:resource-adapter-binding>
                                    </assembly-descriptor>
                                </jboss:ejb-jar>
                                """),
                        "jboss-ejb3.xml");
    }

    @AfterEach
    void close() throws Exception {
        server.kill();
        databases.close();
    }

    @Test
    void balancesAddUp() throws Exception {
        Random random = new Random(20261121);
        for (int kill = 0; kill < KILLS; kill++) {
            long wanted = databases.credited() + 50 + random.nextInt(150);
            server.start("-Dbank.tellers=4");
            until("transfers " + wanted, () -> databases.credited() >= wanted);
            server.kill();
        }
        server.start();
        until("settled", () -> databases.messages() == 0 && databases.branches() == 0);
        server.stop();

        List<String> debited = databases.transfers(BankDatabases.DEBITS);
        List<String> credited = databases.transfers(BankDatabases.CREDITS);
        Set<String> lost = new HashSet<>(debited);
        lost.addAll(promised());
        lost.removeAll(new HashSet<>(credited));
        List<String> duplicated = new ArrayList<>(credited);
        new HashSet<>(debited).forEach(duplicated::remove);
        System.out.println("SERVER SOAK server=wildfly kills=" + KILLS + " transfers=" + credited.size() + " balance="
                + (databases.balanced() ? "ok" : "wrong") + " lost=" + lost.size() + " duplicated="
                + duplicated.size() + " branches-left=" + databases.branches());
        assertThat(lost).isEmpty();
        assertThat(duplicated).isEmpty();
        assertThat(databases.balanced()).isTrue();
        assertThat(databases.branches()).isZero();
    }

    /** What a teller was told to have been done. */
    private Set<String> promised() throws IOException {
        Set<String> promised = new HashSet<>();
        for (String line : server.console()) {
            int at = line.indexOf(") SENT ");
            if (at >= 0) {
                promised.add(line.substring(at + ") SENT ".length()).strip());
            }
        }
        assertThat(promised).isNotEmpty();
        return promised;
    }

    /** Looks into the databases again and again: the server tells nobody when it is done. */
    private void until(String what, Callable<Boolean> fulfilled) throws Exception {
        for (int i = 0; i < 1_800 && server.isRunning(); i++) {
            if (fulfilled.call()) {
                return;
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
        List<String> console = server.console();
        throw new AssertionError("not " + what + ":\n"
                + String.join("\n", console.subList(Math.max(0, console.size() - 200), console.size())));
    }
}
