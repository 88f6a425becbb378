// SPDX-License-Identifier: Apache-2.0
package io.oncemq.jms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.oncemq.message.DestinationName;
import io.oncemq.message.DestinationName.Kind;
import io.oncemq.spec.Section;
import jakarta.jms.Destination;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSException;
import jakarta.jms.Queue;
import jakarta.jms.TemporaryQueue;
import jakarta.jms.Topic;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("Destinations (specification, 4.2 and 6.2.2)")
@Section("5.2")
class JmsDestinationTest {
    private static final DestinationName TEMPORARY = new DestinationName(Kind.TEMPORARY_QUEUE, "tmp-1");

    @ParameterizedTest
    @EnumSource(Kind.class)
    void eachKindHasItsClass(Kind kind) {
        JmsDestination destination = JmsDestination.of(new DestinationName(kind, "x"));

        assertThat(destination instanceof Queue).isEqualTo(kind.isQueue());
        assertThat(destination instanceof Topic).isEqualTo(!kind.isQueue());
        assertThat(destination.name().kind()).isEqualTo(kind);
        assertThat(destination).hasToString("x");
    }

    @Test
    void kindAndNameMakeTheSameDestination() {
        assertThat(new JmsQueue("a")).isEqualTo(new JmsQueue("a")).hasSameHashCodeAs(new JmsQueue("a"));
        assertThat((Object) new JmsQueue("a")).isNotEqualTo(new JmsTopic("a"));
        assertThat((Object) new JmsQueue("tmp-1")).isNotEqualTo(new JmsTemporaryQueue(TEMPORARY, null));
        assertThat(new JmsQueue("a").getQueueName()).isEqualTo("a");
        assertThat(new JmsTopic("a").getTopicName()).isEqualTo("a");
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aDestinationSurvivesSerialization(Kind kind) throws Exception {
        JmsDestination destination = JmsDestination.of(new DestinationName(kind, "x"));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(destination);
        }

        Object back;
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            back = in.readObject();
        }

        assertThat(back).isEqualTo(destination).isExactlyInstanceOf(destination.getClass());
    }

    @Test
    void theOwnerDeletesItsTemporaryDestination() throws Exception {
        RecordingOwner owner = new RecordingOwner();
        owner.owned.add(TEMPORARY);

        new JmsTemporaryQueue(TEMPORARY, owner).delete();

        assertThat(owner.deleted).containsExactly(TEMPORARY);
    }

    @Test
    void aTemporaryDestinationFromAReplyHeaderCannotBeDeleted() {
        TemporaryQueue fromReply = (TemporaryQueue) JmsDestination.of(TEMPORARY);

        assertThatThrownBy(fromReply::delete)
                .isInstanceOf(JMSException.class)
                .hasMessageContaining("the connection that made it");
    }

    @Test
    void aTemporaryDestinationCannotBeDeletedTwice() throws Exception {
        RecordingOwner owner = new RecordingOwner();
        owner.owned.add(TEMPORARY);
        JmsTemporaryQueue queue = new JmsTemporaryQueue(TEMPORARY, owner);
        queue.delete();

        assertThatThrownBy(queue::delete).isInstanceOf(JMSException.class);
        assertThat(owner.deleted).hasSize(1);
    }

    @Test
    void anotherProvidersQueueAndTopicAreTakenByName() throws Exception {
        assertThat(JmsDestination.nameOf((Queue) () -> "orders")).isEqualTo(DestinationName.queue("orders"));
        assertThat(JmsDestination.nameOf((Topic) () -> "news")).isEqualTo(DestinationName.topic("news"));
        assertThat(JmsDestination.nameOf(JmsDestination.of(TEMPORARY))).isEqualTo(TEMPORARY);
    }

    @Test
    void whatIsNeitherQueueNorTopicIsInvalid() {
        interface Both extends Queue, Topic {}
        class QueueAndTopic implements Both {
            @Override
            public String getQueueName() {
                return "x";
            }

            @Override
            public String getTopicName() {
                return "x";
            }
        }

        assertInvalid(new Destination() {});
        assertInvalid(new QueueAndTopic());
        assertInvalid(null);
        assertInvalid((Queue) () -> "");
        assertInvalid((Queue) JmsDestinationTest::noName);
        assertInvalid(new ForeignTemporaryQueue());
    }

    @SuppressWarnings("NullAway") // what a broken provider may do
    private static String noName() {
        return null;
    }

    private static void assertInvalid(@org.jspecify.annotations.Nullable Destination destination) {
        assertThatThrownBy(() -> JmsDestination.nameOf(destination))
                .isInstanceOfSatisfying(InvalidDestinationException.class, e -> assertThat(e.getErrorCode())
                        .startsWith("ONCEMQ-20"));
    }

    private static final class ForeignTemporaryQueue implements TemporaryQueue {
        @Override
        public void delete() {}

        @Override
        public String getQueueName() {
            return "theirs";
        }
    }

    private static final class RecordingOwner implements TemporaryDestinationOwner {
        final Set<DestinationName> owned = new HashSet<>();
        final List<DestinationName> deleted = new ArrayList<>();

        @Override
        public void delete(DestinationName name) {
            owned.remove(name);
            deleted.add(name);
        }

        @Override
        public boolean owns(DestinationName name) {
            return owned.contains(name);
        }
    }
}
