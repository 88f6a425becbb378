// SPDX-License-Identifier: Apache-2.0
package io.oncemq.xa;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.Statement;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** A step before and after each statement and commit of the message store's own connections. */
final class SteppedDataSource {
    private static final Pattern VERB_AND_TABLE =
            Pattern.compile("\\b(insert|update|delete|select|with|checkpoint)\\b.*?(oncemq_\\w+|$)", Pattern.DOTALL);

    private SteppedDataSource() {}

    static DataSource around(DataSource source) {
        return proxy(DataSource.class, source, "");
    }

    private static <T> T proxy(Class<T> type, Object target, String sql) {
        InvocationHandler handler = (proxy, method, arguments) -> {
            if (method.getName().equals("unwrap")) {
                return invoke(target, method, arguments);
            }
            if (!isStep(target, method)) {
                return wrapped(invoke(target, method, arguments), arguments);
            }
            String text =
                    arguments != null && arguments.length > 0 && arguments[0] instanceof String given ? given : sql;
            String what = "store " + (method.getName().equals("commit") ? "commit" : describe(text));
            CrashSteps.step("before " + what);
            Object result = invoke(target, method, arguments);
            CrashSteps.step("after " + what);
            return result;
        };
        return type.cast(
                Proxy.newProxyInstance(SteppedDataSource.class.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private static boolean isStep(Object target, Method method) {
        return method.getName().startsWith("execute")
                || (target instanceof Connection && method.getName().equals("commit"));
    }

    private static @Nullable Object invoke(Object target, Method method, Object[] arguments) throws Exception {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof Exception cause) {
                throw cause;
            }
            throw e;
        }
    }

    private static @Nullable Object wrapped(@Nullable Object result, Object[] arguments) {
        if (result instanceof Connection) {
            return proxy(Connection.class, result, "");
        } else if (result instanceof PreparedStatement) {
            return proxy(PreparedStatement.class, result, (String) arguments[0]);
        } else if (result instanceof Statement) {
            return proxy(Statement.class, result, "");
        }
        return result;
    }

    private static String describe(String sql) {
        Matcher matcher = VERB_AND_TABLE.matcher(sql);
        return matcher.find()
                ? matcher.group(1) + " " + matcher.group(2)
                : sql.strip().split("\\s", 2)[0];
    }
}
