// SPDX-License-Identifier: Apache-2.0
package io.oncemq.ra.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.oncemq.OnceMqSettings;
import io.oncemq.ra.testkit.Server;
import jakarta.resource.spi.BootstrapContext;
import jakarta.resource.spi.UnavailableException;
import java.lang.reflect.Proxy;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What an application's call makes the adapter do leaves no thread that keeps the application's class loader. */
@Timeout(60)
class ContextLoaderTest {
    private final ClassLoader before = Thread.currentThread().getContextClassLoader();
    private final URLClassLoader application = new URLClassLoader(new URL[0], before);

    /** Not before each test: then a thread of the test framework has this one. */
    private void beAnApplication() {
        Thread.currentThread().setContextClassLoader(application);
    }

    @AfterEach
    void beTheTest() throws Exception {
        Thread.currentThread().setContextClassLoader(before);
        application.close();
    }

    private List<Thread> keepers() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !thread.equals(Thread.currentThread()))
                .filter(thread -> application.equals(thread.getContextClassLoader()))
                .toList();
    }

    private static boolean isThere(String threadName) {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().startsWith(threadName));
    }

    @Test
    void theNodeThatAnApplicationsFirstConnectionOpens(@TempDir Path directory) throws Exception {
        beAnApplication();
        OnceMqSettings settings =
                OnceMqSettings.of("jdbc:h2:file:" + directory.resolve("store")).with("nodeName", "loaders");
        try (StoreAccess access = new StoreAccess(settings, settings)) {
            access.node();

            assertThat(isThere("oncemq-loaders-")).isTrue();
            assertThat(keepers()).isEmpty();
            assertThat(Thread.currentThread().getContextClassLoader()).isSameAs(application);
        }
    }

    @Test
    void theTimerOfTheServer() {
        beAnApplication();
        Server server = new Server();
        try (ServerThreads threads = new ServerThreads(server)) {
            threads.later(60_000, () -> {});

            assertThat(isThere("server-timer")).isTrue();
            assertThat(keepers()).isEmpty();
        } finally {
            server.close();
        }
    }

    @Test
    void theTimerInAServerThatHasNone() {
        beAnApplication();
        BootstrapContext server = (BootstrapContext)
                Proxy.newProxyInstance(before, new Class<?>[] {BootstrapContext.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("createTimer")) {
                        throw new UnavailableException("no timers here");
                    }
                    return null;
                });
        try (ServerThreads threads = new ServerThreads(server)) {
            threads.later(60_000, () -> {});

            assertThat(isThere("oncemq-adapter")).isTrue();
            assertThat(keepers()).isEmpty();
        }
    }

    @Test
    void theThreadThatHandsWorksToTheServer() throws Exception {
        beAnApplication();
        Server server = new Server();
        // It stays there for as long as the server has no thread.
        server.threadIsFree = new CountDownLatch(1);
        try (ServerThreads threads = new ServerThreads(server)) {
            threads.soon(() -> {});

            assertThat(isThere("oncemq-works")).isTrue();
            assertThat(keepers()).isEmpty();
        } finally {
            server.close();
        }
    }
}
