// SPDX-License-Identifier: Apache-2.0
package io.oncemq.xa;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Connections that break at COMMIT, when told to, in a lane's transaction of the thread that told so. */
final class CutDataSource {
    /** How a connection breaks. The caller learns nothing but that it did. A statement may be a transaction of its own. */
    enum Cut {
        /** Before the database heard of the commit: it rolls back. */
        BEFORE,
        /** After the database committed, before its answer came. */
        AFTER,
        /** The database commits, or gets to hear of it, a while after the connection has broken. */
        SLOW,
        /** The database keeps the transaction open for a while after the connection has broken, and rolls back. */
        SLOW_ROLLBACK
    }

    private static final long SLOW_MILLIS = 150;

    private final DataSource cutting;
    private final AtomicInteger done = new AtomicInteger();
    private volatile @Nullable Thread victim;
    private volatile Cut next = Cut.BEFORE;
    private volatile boolean downAfterwards;
    private volatile boolean down;

    CutDataSource(DataSource source) {
        cutting = proxy(DataSource.class, (proxy, method, arguments) -> {
            if (down) {
                throw new SQLException("Connection refused.", "08001");
            }
            Object result = invoke(source, method, arguments);
            return result instanceof Connection connection ? new Line(connection).cuttable() : result;
        });
    }

    DataSource dataSource() {
        return cutting;
    }

    /** The next fenced transaction that this thread commits. */
    void arm(Cut cut) {
        arm(cut, false);
    }

    /** As {@link #arm(Cut)}; if {@code thenDown}, the database cannot be reached afterwards until {@link #up}. */
    void arm(Cut cut, boolean thenDown) {
        next = cut;
        downAfterwards = thenDown;
        victim = Thread.currentThread();
    }

    /** From now on every connection is broken, and none can be had. */
    void down() {
        down = true;
    }

    void up() {
        down = false;
    }

    /** True if it was armed and has cut nothing since. */
    boolean disarm() {
        boolean armed = victim != null;
        victim = null;
        return armed;
    }

    int done() {
        return done.get();
    }

    private final class Line {
        private final Connection connection;
        private boolean fenced;
        private volatile boolean broken;

        Line(Connection connection) {
            this.connection = connection;
        }

        private boolean isBroken() throws SQLException {
            if (down && !broken) {
                broken = true;
                connection.abort(Runnable::run);
            }
            return broken;
        }

        Connection cuttable() {
            return proxy(Connection.class, (proxy, method, arguments) -> {
                if (isBroken()) {
                    return afterwards(method);
                }
                if (method.getName().equals("commit")) {
                    commit();
                    return null;
                }
                Object result = invoke(connection, method, arguments);
                return result instanceof PreparedStatement statement
                        ? watched(statement, ((String) arguments[0]).contains("update oncemq_lane"))
                        : result;
            });
        }

        private PreparedStatement watched(PreparedStatement statement, boolean fence) {
            return proxy(PreparedStatement.class, (proxy, method, arguments) -> {
                if (isBroken()) {
                    return afterwards(method);
                }
                if (!fence || !method.getName().startsWith("execute")) {
                    return invoke(statement, method, arguments);
                }
                if (connection.getAutoCommit()) {
                    // Fence, work and commit in one.
                    return end(() -> invoke(statement, method, arguments));
                }
                fenced = true;
                return invoke(statement, method, arguments);
            });
        }

        private @Nullable Object afterwards(Method method) throws SQLException {
            return switch (method.getName()) {
                case "close", "abort" -> null;
                case "isClosed" -> true;
                case "isValid" -> false;
                default -> throw new SQLException("This connection has been closed.", "08003");
            };
        }

        private void commit() throws Throwable {
            End commit = () -> {
                connection.commit();
                return null;
            };
            if (fenced) {
                fenced = false;
                end(commit);
            } else {
                commit.run();
            }
        }

        private @Nullable Object end(End commit) throws Throwable {
            if (Thread.currentThread() != victim) {
                return commit.run();
            }
            victim = null;
            broken = true;
            down = downAfterwards;
            done.incrementAndGet();
            switch (next) {
                case BEFORE -> connection.abort(Runnable::run);
                case AFTER -> {
                    commit.run();
                    connection.abort(Runnable::run);
                }
                case SLOW -> later(commit);
                case SLOW_ROLLBACK -> later(() -> null);
            }
            throw new SQLException("An I/O error occurred while sending to the backend.", "08006");
        }

        private void later(End end) {
            Thread thread = new Thread(() -> {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(SLOW_MILLIS));
                try {
                    end.run();
                } catch (Throwable e) {
                    // What comes late is refused when it was given up: that is as well.
                    System.out.println("too late: " + e.getMessage());
                }
                try {
                    connection.abort(Runnable::run);
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
            });
            thread.start();
        }
    }

    @FunctionalInterface
    private interface End {
        @Nullable
        Object run() throws Throwable;
    }

    private static @Nullable Object invoke(Object target, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(CutDataSource.class.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
