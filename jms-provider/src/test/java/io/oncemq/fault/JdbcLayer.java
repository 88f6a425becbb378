// SPDX-License-Identifier: Apache-2.0
package io.oncemq.fault;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Set;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Something between OnceMQ and a driver: changes what is said to the database, and the URL that the driver shows. */
public final class JdbcLayer {
    public static final UnaryOperator<String> UNCHANGED = sql -> sql;

    private static final Set<String> WRAPPED =
            Set.of("Connection", "Statement", "PreparedStatement", "CallableStatement", "DatabaseMetaData");

    private final UnaryOperator<String> sql;
    private final UnaryOperator<String> shownUrl;

    private JdbcLayer(UnaryOperator<String> sql, UnaryOperator<String> shownUrl) {
        this.sql = sql;
        this.shownUrl = shownUrl;
    }

    public static DataSource over(DataSource source, UnaryOperator<String> sql, UnaryOperator<String> shownUrl) {
        return new JdbcLayer(sql, shownUrl).wrap(DataSource.class, source);
    }

    private <T> T wrap(Class<T> type, Object target) {
        InvocationHandler handler = (proxy, method, arguments) -> {
            if (arguments != null && arguments.length > 0 && arguments[0] instanceof String text) {
                arguments[0] = sql.apply(text);
            }
            Object result;
            try {
                result = method.invoke(target, arguments);
            } catch (InvocationTargetException e) {
                throw e.getTargetException();
            }
            return method.getName().equals("getURL") && result instanceof String url
                    ? shownUrl.apply(url)
                    : wrapped(method.getReturnType(), result);
        };
        return type.cast(Proxy.newProxyInstance(JdbcLayer.class.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private @Nullable Object wrapped(Class<?> type, @Nullable Object result) {
        return result != null && type.getPackageName().equals("java.sql") && WRAPPED.contains(type.getSimpleName())
                ? wrap(type, result)
                : result;
    }
}
