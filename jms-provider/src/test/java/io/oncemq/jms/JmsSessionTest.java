// SPDX-License-Identifier: Apache-2.0
package io.oncemq.jms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.oncemq.jms.message.ObjectMessagePolicy;
import io.oncemq.message.DestinationName;
import io.oncemq.testkit.EngineFixture;
import io.oncemq.testkit.MemoryStore;
import jakarta.jms.Connection;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class JmsSessionTest {
    private static final ConnectionSettings TELLING = new ConnectionSettings(
            null, ObjectMessagePolicy.DEFAULTS, Credentials.NONE, new JmsxProperties(false, null, true, false));

    @Test
    void aDeliveryThatCannotBeShownComesAgain() throws Exception {
        DestinationName queue = DestinationName.queue("orders");
        try (EngineFixture node = EngineFixture.open(new MemoryStore(true, 1, System::currentTimeMillis))) {
            Grant grant = new Grant(new ManagedTransaction(node.engine()));
            NodeAccess access = new NodeAccess(node.engine(), Runnable::run, null);
            try (Connection connection = new JmsManagedConnection(access, TELLING, () -> grant, () -> {})) {
                connection.start();
                Session session = connection.createSession();
                MessageConsumer consumer = session.createConsumer(session.createQueue(queue.name()));
                node.send(queue, "one");

                grant.failure.set(new StackOverflowError("too deep"));
                assertThatThrownBy(consumer::receiveNoWait).isInstanceOf(StackOverflowError.class);

                Message again = consumer.receive(20_000);
                assertThat(again).isNotNull();
                assertThat(again.getIntProperty("JMSXDeliveryCount")).isEqualTo(2);
            }
        }
    }

    /** A grant that fails once, as what shows a message may. */
    private record Grant(ManagedTransaction transaction, AtomicReference<@Nullable Error> failure)
            implements TransactionGrant {
        Grant(ManagedTransaction transaction) {
            this(transaction, new AtomicReference<>());
        }

        @Override
        public ManagedTransaction transaction() {
            Error thrown = failure.getAndSet(null);
            if (thrown != null) {
                throw thrown;
            }
            return transaction;
        }

        @Override
        public void opened(Session session) {}

        @Override
        public void closed() {}
    }
}
