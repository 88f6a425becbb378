// SPDX-License-Identifier: Apache-2.0
package io.oncemq.ra.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.oncemq.OnceMqSettings;
import jakarta.jms.JMSException;
import java.lang.reflect.Proxy;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A store that takes its time to open keeps nobody waiting but those who need it. */
@Timeout(60)
class StoreAccessTest {
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch answer = new CountDownLatch(1);
    private final DataSource slow = (DataSource) Proxy.newProxyInstance(
            getClass().getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, arguments) -> {
                if (!method.getName().equals("getConnection")) {
                    // Its place in maps, and its name in messages.
                    return method.invoke(this, arguments);
                }
                asked.countDown();
                answer.await();
                return DriverManager.getConnection("jdbc:h2:mem:slow-to-open;DB_CLOSE_DELAY=-1");
            });
    private final OnceMqSettings settings = OnceMqSettings.defaults().with("nodeName", "slow").toBuilder()
            .dataSource(slow)
            .build();

    private static boolean isOpen() {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().startsWith("oncemq-slow-"));
    }

    private static String outcome(StoreAccess access) {
        try {
            access.node();
            return "open";
        } catch (JMSException e) {
            return e.getErrorCode();
        }
    }

    @Test
    void whoStopsTheAdapterDoesNotWaitForTheStoreWhichIsClosedAsSoonAsItIsOpen() throws Exception {
        StoreAccess access = new StoreAccess(settings, settings, Duration.ofMillis(1));
        CompletableFuture<String> opener = CompletableFuture.supplyAsync(() -> outcome(access));
        asked.await();

        assertThat(access.recentFailure()).isInstanceOfSatisfying(JMSException.class, e -> assertThat(e.getErrorCode())
                .isEqualTo("ONCEMQ-3007"));
        access.close();
        assertThat(access.isClosed()).isTrue();
        assertThat(opener).isNotDone();

        answer.countDown();
        assertThat(opener.get(40, TimeUnit.SECONDS)).isEqualTo("ONCEMQ-3006");
        assertThat(isOpen()).isFalse();
        assertThat(outcome(access)).isEqualTo("ONCEMQ-3006");
    }
}
