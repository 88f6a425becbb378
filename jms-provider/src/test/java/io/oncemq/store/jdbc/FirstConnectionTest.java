// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.oncemq.store.StoreUnavailableException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The pool is a real one, since it is its way to say that a wait was too short that counts; the driver answers when it is told to. */
class FirstConnectionTest {
    private static final Duration TIMEOUT = Duration.ofMillis(5);
    private static final int MOST = 4;
    private static volatile CountDownLatch answer = new CountDownLatch(0);
    private static volatile boolean refuses;

    private final AtomicInteger asked = new AtomicInteger();
    private AgroalDataSource pool;

    @BeforeEach
    void makeAPool() throws SQLException {
        answer = new CountDownLatch(1);
        refuses = false;
        pool = AgroalDataSource.from(
                new AgroalDataSourceConfigurationSupplier().connectionPoolConfiguration(configuration -> configuration
                        .maxSize(MOST)
                        .acquisitionTimeout(TIMEOUT)
                        .connectionFactoryConfiguration(
                                factory -> factory.jdbcUrl("slow:").connectionProviderClass(SlowDriver.class))));
    }

    @AfterEach
    void closeThePool() {
        answer.countDown();
        pool.close();
    }

    @Test
    void anH2FileMayTakeAnyNumberOfWaits() throws Exception {
        FirstConnection.await(answeredAtCall(2 * MOST + 1), true, TIMEOUT);

        assertThat(asked).hasValueGreaterThanOrEqualTo(2 * MOST + 1);
    }

    @Test
    void aServerMayTakeTwoWaits() {
        assertThatThrownBy(() -> FirstConnection.await(answeredAtCall(Integer.MAX_VALUE), false, TIMEOUT))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining("could not open the store");

        assertThat(asked).hasValue(2);
    }

    @Test
    void anErrorIsToldAtOnce() {
        refuses = true;

        assertThatThrownBy(() -> FirstConnection.await(answeredAtCall(1), true, Duration.ofMinutes(1)))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining("no such file");
    }

    @Test
    void anInterruptEndsTheWait() {
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> FirstConnection.await(answeredAtCall(Integer.MAX_VALUE), true, TIMEOUT))
                .isInstanceOf(StoreUnavailableException.class);

        assertThat(Thread.interrupted()).isTrue();
    }

    /** The pool; its driver answers from that call on. */
    private DataSource answeredAtCall(int number) {
        return (DataSource) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, arguments) -> {
                    if (asked.incrementAndGet() >= number) {
                        answer.countDown();
                    }
                    return pool.getConnection();
                });
    }

    /** Made by the pool. */
    public static final class SlowDriver implements Driver {
        @Override
        public Connection connect(String url, Properties info) throws SQLException {
            try {
                answer.await();
            } catch (InterruptedException e) {
                throw new SQLException("interrupted", e);
            }
            if (refuses) {
                throw new SQLException("no such file", "90031", 90031);
            }
            return new org.h2.Driver().connect("jdbc:h2:mem:", info);
        }

        @Override
        public boolean acceptsURL(String url) {
            return true;
        }

        @Override
        public DriverPropertyInfo[] getPropertyInfo(String url, Properties info) {
            return new DriverPropertyInfo[0];
        }

        @Override
        public int getMajorVersion() {
            return 1;
        }

        @Override
        public int getMinorVersion() {
            return 0;
        }

        @Override
        public boolean jdbcCompliant() {
            return false;
        }

        @Override
        public Logger getParentLogger() throws SQLFeatureNotSupportedException {
            throw new SQLFeatureNotSupportedException();
        }
    }
}
