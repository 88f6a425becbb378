// SPDX-License-Identifier: Apache-2.0
package io.oncemq.fault;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Locale;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.jspecify.annotations.Nullable;

/**
 * H2 as it comes, with its default write delay: whatever OnceMQ says to make commits durable is not passed on. For the
 * control run that must lose messages.
 */
final class UnsyncedH2 {
    private UnsyncedH2() {}

    static DataSource dataSource(String url, String user, String password) {
        JdbcDataSource h2 = new JdbcDataSource();
        h2.setURL(url);
        h2.setUser(user);
        h2.setPassword(password);
        return wrap(DataSource.class, h2);
    }

    private static <T> T wrap(Class<T> type, Object target) {
        InvocationHandler handler = (proxy, method, arguments) -> {
            if (arguments != null && arguments.length > 0 && arguments[0] instanceof String sql) {
                arguments[0] = harmless(sql);
            }
            Object result;
            try {
                result = method.invoke(target, arguments);
            } catch (InvocationTargetException e) {
                throw e.getTargetException();
            }
            return wrapped(method.getReturnType(), result);
        };
        return type.cast(Proxy.newProxyInstance(UnsyncedH2.class.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private static @Nullable Object wrapped(Class<?> type, @Nullable Object result) {
        return result != null
                        && type.isInterface()
                        && type.getPackageName().equals("java.sql")
                        && (type.getSimpleName().equals("Connection")
                                || type.getSimpleName().endsWith("Statement"))
                ? wrap(type, result)
                : result;
    }

    private static String harmless(String sql) {
        String upper = sql.trim().toUpperCase(Locale.ROOT);
        return upper.startsWith("CHECKPOINT") || upper.startsWith("SET WRITE_DELAY") ? "select 1" : sql;
    }
}
