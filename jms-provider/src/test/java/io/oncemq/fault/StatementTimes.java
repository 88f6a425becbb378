// SPDX-License-Identifier: Apache-2.0
package io.oncemq.fault;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import javax.sql.DataSource;

/** Measures how long a database takes for each statement of a kind. Safe for any number of threads. */
final class StatementTimes {
    private final Predicate<String> kind;
    private final List<Long> nanos = new ArrayList<>();

    StatementTimes(Predicate<String> kind) {
        this.kind = kind;
    }

    DataSource around(DataSource source) {
        return proxy(DataSource.class, (proxy, method, arguments) -> {
            Object result = call(source, method, arguments);
            return result instanceof Connection connection ? around(connection) : result;
        });
    }

    private Connection around(Connection connection) {
        return proxy(Connection.class, (proxy, method, arguments) -> {
            Object result = call(connection, method, arguments);
            boolean wanted =
                    result instanceof PreparedStatement && arguments[0] instanceof String sql && kind.test(sql);
            return wanted ? around((PreparedStatement) result) : result;
        });
    }

    private PreparedStatement around(PreparedStatement statement) {
        return proxy(PreparedStatement.class, (proxy, method, arguments) -> {
            long start = System.nanoTime();
            Object result = call(statement, method, arguments);
            if (method.getName().startsWith("execute")) {
                synchronized (nanos) {
                    nanos.add(System.nanoTime() - start);
                }
            }
            return result;
        });
    }

    /** What was measured since the last call. */
    Times take() {
        synchronized (nanos) {
            List<Long> taken = new ArrayList<>(nanos);
            nanos.clear();
            Collections.sort(taken);
            return new Times(taken);
        }
    }

    private static Object call(Object target, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static <T> T proxy(Class<T> type, java.lang.reflect.InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(StatementTimes.class.getClassLoader(), new Class<?>[] {type}, handler));
    }

    /** Sorted. */
    record Times(List<Long> nanos) {
        double medianMicros() {
            return micros(nanos.get(nanos.size() / 2));
        }

        double meanMicros() {
            return micros(nanos.stream().mapToLong(Long::longValue).sum()) / nanos.size();
        }

        private static double micros(long value) {
            return value / (double) TimeUnit.MICROSECONDS.toNanos(1);
        }

        @Override
        public String toString() {
            return String.format(
                    "count=%d median=%.0fus mean=%.0fus p99=%.0fus",
                    nanos.size(), medianMicros(), meanMicros(), micros(nanos.get(nanos.size() * 99 / 100)));
        }
    }
}
