// SPDX-License-Identifier: Apache-2.0
package io.oncemq.testkit;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sql.DataSource;

/** Notes what is said to a database: one entry for each statement, each batch and each commit. Safe for any number of threads. */
public final class CountingDataSource {
    private static final Pattern PART =
            Pattern.compile(" as \\(((?:insert|update|delete) .*?)\\)(?=, \\w+ as \\(| select )");

    private final List<Said> said = new ArrayList<>();
    private final DataSource counted;

    public CountingDataSource(DataSource source) {
        counted = proxy(DataSource.class, source, this::onDataSource);
    }

    /** Give this to what is to be counted. */
    public DataSource dataSource() {
        return counted;
    }

    public void reset() {
        synchronized (said) {
            said.clear();
        }
    }

    /** The statements in their order; a commit is {@code commit}. */
    public List<String> said() {
        synchronized (said) {
            return said.stream().map(Said::sql).toList();
        }
    }

    /** How often each verb was said, in capitals; a batch counts once. */
    public Map<String, Integer> verbs() {
        Map<String, Integer> verbs = new TreeMap<>();
        for (String text : said()) {
            for (String statement : text.split(";", -1)) {
                verbs.merge(statement.strip().split("\\s+", 2)[0].toUpperCase(Locale.ROOT), 1, Integer::sum);
            }
        }
        return verbs;
    }

    /**
     * What was said about deliveries, their bodies, branches and lanes, and the commits; recurring questions and a node's
     * heartbeats left out. A statement of several writes that is a transaction of its own is told as these and a commit.
     */
    public List<String> writes() {
        List<String> result = new ArrayList<>();
        Set<Object> writers = new HashSet<>();
        List<Said> all;
        synchronized (said) {
            all = List.copyOf(said);
        }
        for (Said statement : all) {
            String text = statement.sql.strip().replaceAll("\\s+", " ").toLowerCase(Locale.ROOT);
            if (text.startsWith("with fence as (")) {
                Matcher part = PART.matcher(text);
                while (part.find()) {
                    result.add(part.group(1));
                }
                result.add("commit");
            }
            boolean write = (text.startsWith("insert") || text.startsWith("update") || text.startsWith("delete"))
                    && !text.startsWith("update oncemq_lease");
            // Meanwhile other connections may end what they only read.
            if (write || (text.equals("commit") && writers.remove(statement.connection))) {
                result.add(text);
            }
            if (write) {
                writers.add(statement.connection);
            }
        }
        return result;
    }

    private void note(Object connection, String sql) {
        synchronized (said) {
            said.add(new Said(connection, sql));
        }
    }

    private Object onDataSource(Object result, Method method, Object[] arguments) {
        if (result instanceof Connection connection) {
            Object which = new Object();
            return proxy(Connection.class, connection, (r, m, a) -> onConnection(which, r, m, a));
        }
        return result;
    }

    private Object onConnection(Object which, Object result, Method method, Object[] arguments) {
        if (method.getName().equals("commit")) {
            note(which, "commit");
        }
        if (result instanceof PreparedStatement statement) {
            String sql = (String) arguments[0];
            return proxy(PreparedStatement.class, statement, (r, m, a) -> onStatement(which, sql, r, m, a));
        }
        if (result instanceof Statement statement) {
            return proxy(Statement.class, statement, (r, m, a) -> onStatement(which, "", r, m, a));
        }
        return result;
    }

    private Object onStatement(Object which, String prepared, Object result, Method method, Object[] arguments) {
        if (method.getName().startsWith("execute")) {
            note(
                    which,
                    arguments != null && arguments.length > 0 && arguments[0] instanceof String sql ? sql : prepared);
        }
        return result;
    }

    private static <T> T proxy(Class<T> type, T target, Observer observer) {
        InvocationHandler handler = (proxy, method, arguments) -> {
            try {
                return observer.after(method.invoke(target, arguments), method, arguments);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        };
        return type.cast(
                Proxy.newProxyInstance(CountingDataSource.class.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private record Said(Object connection, String sql) {}

    /** Sees the result of a call and may replace it. */
    private interface Observer {
        Object after(Object result, Method method, Object[] arguments);
    }
}
