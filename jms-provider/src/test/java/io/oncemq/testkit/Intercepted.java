// SPDX-License-Identifier: Apache-2.0
package io.oncemq.testkit;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/** Stands before an object of the store: a test sees each call, and fails or answers it itself where it wants to. */
public final class Intercepted {
    private Intercepted() {}

    /** A call as it would go without the test. */
    @FunctionalInterface
    public interface Call {
        @Nullable
        Object go() throws Throwable;
    }

    /** What a test does with a call. */
    @FunctionalInterface
    public interface Interceptor {
        @Nullable
        Object around(String method, Call call) throws Throwable;
    }

    /** The target as one of its interfaces, with each call through the interceptor. */
    public static <T> T of(Class<T> type, T target, Interceptor interceptor) {
        return type.cast(Proxy.newProxyInstance(
                Intercepted.class.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> interceptor.around(method.getName(), () -> {
                    try {
                        return method.invoke(target, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                })));
    }
}
