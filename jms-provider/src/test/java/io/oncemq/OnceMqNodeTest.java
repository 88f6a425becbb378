// SPDX-License-Identifier: Apache-2.0
package io.oncemq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.oncemq.engine.Engine;
import io.oncemq.testkit.H2Files;
import jakarta.jms.Connection;
import jakarta.jms.IllegalStateException;
import jakarta.jms.JMSException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class OnceMqNodeTest {
    private final OnceMqSettings settings = OnceMqSettings.of(H2Files.newDatabase());

    @Test
    void usersOfOneStoreShareItsEngineHoweverTheyWriteItsUrl() throws Exception {
        String url = settings.url();
        OnceMqSettings other =
                OnceMqSettings.of(String.valueOf(url).replace("jdbc:h2:file:", "jdbc:h2:") + ";CACHE_SIZE=1000");
        OnceMqSettings same = OnceMqSettings.of(url == null ? "" : url);
        OnceMqNode first = OnceMqNode.open(settings);
        OnceMqNode second = OnceMqNode.open(same.with("clientId", "x").with("linger", "0"));

        assertThat(second.engine()).isSameAs(first.engine());
        assertThatThrownBy(() -> OnceMqNode.open(other)).hasMessageContaining("url");
        second.close();
        assertThat(first.engine().isClosed()).isFalse();
        first.close(Duration.ZERO);
        assertThat(first.engine().isClosed()).isTrue();
    }

    @Test
    void anotherValueOfANodesSettingIsRefusedByItsName() throws Exception {
        OnceMqNode node = OnceMqNode.open(settings);

        assertThatThrownBy(() -> OnceMqNode.open(settings.with("window", "7")))
                .isInstanceOf(JMSException.class)
                .hasMessageContaining("window");
        assertThatThrownBy(() -> OnceMqNode.open(settings.with("nodeName", "other")))
                .isInstanceOf(JMSException.class)
                .hasMessageContaining("nodeName");
        node.close(Duration.ZERO);
        OnceMqNode.open(settings.with("window", "7")).close(Duration.ZERO);
    }

    @Test
    void aNodeLingersAndIsJoinedAgain() throws Exception {
        OnceMqNode first = OnceMqNode.open(settings);
        Engine engine = first.engine();
        first.close(Duration.ofMinutes(5));
        first.close(Duration.ZERO);

        OnceMqNode second = OnceMqNode.open(settings);
        assertThat(second.engine()).isSameAs(engine);
        second.close(Duration.ZERO);

        assertThat(engine.isClosed()).isTrue();
        OnceMqNode third = OnceMqNode.open(settings);
        assertThat(third.engine()).isNotSameAs(engine);
        third.close(Duration.ZERO);
    }

    @Test
    void manyOpenAtOnceAndGetTheSame() throws Exception {
        int count = 8;
        CyclicBarrier together = new CyclicBarrier(count);
        List<FutureTask<OnceMqNode>> tasks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Callable<OnceMqNode> opening = () -> {
                together.await();
                return OnceMqNode.open(settings);
            };
            FutureTask<OnceMqNode> task = new FutureTask<>(opening);
            new Thread(task).start();
            tasks.add(task);
        }

        Engine engine = tasks.get(0).get().engine();
        for (FutureTask<OnceMqNode> task : tasks) {
            assertThat(task.get().engine()).isSameAs(engine);
        }
        for (FutureTask<OnceMqNode> task : tasks) {
            assertThat(engine.isClosed()).isFalse();
            task.get().close(Duration.ZERO);
        }
        assertThat(engine.isClosed()).isTrue();
    }

    @Test
    void theShutdownHookLeavesANodeToTheServerThatHasAShare() throws Exception {
        OnceMqNode ofServer = OnceMqNode.openInServer(settings);
        OnceMqNode ofApplication = OnceMqNode.open(settings);
        OnceMqNode alone = OnceMqNode.open(OnceMqSettings.of(H2Files.newDatabase()));
        OnceMqNode given = OnceMqNode.openInServer(OnceMqSettings.of(H2Files.newDatabase()));
        OnceMqNode left = OnceMqNode.open(given.settings());
        given.close(Duration.ZERO);

        NodeRegistry.closeAll();

        assertThat(alone.engine().isClosed()).isTrue();
        assertThat(left.engine().isClosed())
                .as("the server has given its share back")
                .isTrue();
        Engine engine = ofServer.engine();
        assertThat(engine.isClosed()).as("the server still works with it").isFalse();
        ofServer.close(Duration.ZERO);
        assertThat(engine.isClosed()).as("nobody else closes it any more").isTrue();
        for (OnceMqNode each : List.of(ofApplication, alone, left)) {
            each.close(Duration.ZERO);
        }
    }

    @Test
    void aFailureToOpenIsToldAndNotRemembered() throws Exception {
        Path directory = H2Files.newDirectory();
        Path inTheWay = directory.resolve("sub");
        Files.writeString(inTheWay, "not a directory");
        OnceMqSettings blocked = OnceMqSettings.of("jdbc:h2:file:" + inTheWay.resolve("store"));

        assertThatThrownBy(() -> OnceMqNode.open(blocked))
                .isInstanceOf(JMSException.class)
                .hasMessageContaining("store")
                .hasMessageContaining(inTheWay.toString());
        Files.delete(inTheWay);

        OnceMqNode.open(blocked).close(Duration.ZERO);
    }

    @Test
    void anUnknownLookupIsToldByItsSetting() {
        assertThatThrownBy(() -> OnceMqNode.open(OnceMqSettings.defaults().with("dataSourceLookup", "java:/nowhere")))
                .isInstanceOf(JMSException.class)
                .hasMessageContaining("dataSourceLookup")
                .hasMessageContaining("java:/nowhere");
    }

    @Test
    void anUnreachableDatabaseIsToldWithoutThePassword() {
        OnceMqSettings nowhere = OnceMqSettings.builder()
                .url("jdbc:postgresql://localhost:1/none")
                .user("u")
                .password("s3cret")
                .build();

        assertThatThrownBy(() -> OnceMqNode.open(nowhere))
                .isInstanceOf(JMSException.class)
                .hasMessageContaining("localhost:1")
                .hasMessageNotContaining("s3cret");
    }

    @Test
    void closingAFactoryClosesWhatItMadeAndTheNode() throws Exception {
        OnceMqConnectionFactory factory = new OnceMqConnectionFactory(settings);
        Connection connection = factory.createConnection();
        factory.createConnection().close();
        OnceMqNode node = OnceMqNode.open(settings);
        Engine engine = node.engine();
        node.close();
        assertThat(engine.isClosed()).isFalse();

        factory.close();

        assertThat(engine.isClosed()).isTrue();
        assertThatThrownBy(connection::createSession).isInstanceOf(IllegalStateException.class);
    }
}
