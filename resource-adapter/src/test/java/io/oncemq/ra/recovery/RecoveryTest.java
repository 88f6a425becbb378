// SPDX-License-Identifier: Apache-2.0
package io.oncemq.ra.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.oncemq.ra.OnceMqResourceAdapter;
import io.oncemq.ra.testkit.Client;
import io.oncemq.ra.testkit.RunningAdapter;
import io.oncemq.ra.testkit.Server;
import io.oncemq.ra.testkit.Transactions;
import jakarta.jms.JMSContext;
import jakarta.resource.spi.ActivationSpec;
import java.nio.file.Path;
import java.util.Arrays;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** After the server went down between prepare and commit. */
@Timeout(60)
class RecoveryTest {
    @RegisterExtension
    final RunningAdapter running = new RunningAdapter();

    @FunctionalInterface
    private interface Route {
        XAResource of(OnceMqResourceAdapter adapter) throws Exception;
    }

    private static XAResource byAdapter(OnceMqResourceAdapter adapter) throws Exception {
        return adapter.getXAResources(new ActivationSpec[0])[0];
    }

    private static XAResource byFactory(OnceMqResourceAdapter adapter) throws Exception {
        return Server.configured(adapter).createManagedConnection(null, null).getXAResource();
    }

    private void recovers(Route route, boolean commits, int... flags) throws Exception {
        Path directory = running.newDirectory();
        String url = "jdbc:h2:file:" + directory.resolve("store");
        Server server = running.server();
        OnceMqResourceAdapter adapter = server.start(url);
        try (Client client = new Client(adapter)) {
            client.send("in", "request");
        }
        Transactions.Transaction transaction = server.transactions.begin();
        try (JMSContext context = server.factory(adapter).createContext()) {
            assertThat(context.createConsumer(context.createQueue("in")).receive(10_000))
                    .isNotNull();
            context.createProducer().send(context.createQueue("out"), "reply");
        }
        transaction.prepareAndForget();
        adapter.stop();

        OnceMqResourceAdapter next = server.start(url);
        try (Client client = new Client(next)) {
            assertThat(client.drain("in")).isEmpty();
            assertThat(client.drain("out")).isEmpty();
            XAResource resource = route.of(next);
            Xid[] found = new Xid[0];
            for (int flag : flags) {
                Xid[] scanned = resource.recover(flag);
                int had = found.length;
                found = Arrays.copyOf(found, had + scanned.length);
                System.arraycopy(scanned, 0, found, had, scanned.length);
            }
            assertThat(found).hasSize(1);
            if (commits) {
                resource.commit(found[0], false);
            } else {
                resource.rollback(found[0]);
            }
            assertThat(resource.recover(XAResource.TMSTARTRSCAN | XAResource.TMENDRSCAN))
                    .isEmpty();
            assertThat(client.drain("out")).hasSize(commits ? 1 : 0);
            assertThat(client.drain("in")).hasSize(commits ? 0 : 1);
        } finally {
            next.stop();
        }
    }

    @Test
    void adapterCommitsWithoutAnEndpoint() throws Exception {
        recovers(RecoveryTest::byAdapter, true, XAResource.TMSTARTRSCAN | XAResource.TMENDRSCAN);
    }

    @Test
    void adapterRollsBackWithoutAnEndpoint() throws Exception {
        recovers(RecoveryTest::byAdapter, false, XAResource.TMSTARTRSCAN, XAResource.TMENDRSCAN);
    }

    @Test
    void connectionFactoryCommitsWithoutAUser() throws Exception {
        recovers(RecoveryTest::byFactory, true, XAResource.TMSTARTRSCAN, XAResource.TMENDRSCAN);
    }

    @Test
    void connectionFactoryRollsBackWithoutAUser() throws Exception {
        recovers(RecoveryTest::byFactory, false, XAResource.TMSTARTRSCAN | XAResource.TMENDRSCAN);
    }

    @Test
    void bothRoutesAreTheSameManagerOfResources() throws Exception {
        XAResource adapter = byAdapter(running.adapter());
        XAResource factory = byFactory(running.adapter());

        assertThat(adapter.isSameRM(factory)).isTrue();
        assertThat(factory.isSameRM(adapter)).isTrue();
        assertThat(adapter.isSameRM(byAdapter(running.adapter()))).isTrue();
    }
}
