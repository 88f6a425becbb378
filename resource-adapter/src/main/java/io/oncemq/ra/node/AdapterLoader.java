// SPDX-License-Identifier: Apache-2.0
package io.oncemq.ra.node;

/**
 * Makes what has threads of its own. Threads inherit the context class loader of the one that makes them, which may be an application's, and they may
 * outlive that application by far.
 */
final class AdapterLoader {
    private AdapterLoader() {}

    /** Something to be made. */
    @FunctionalInterface
    interface Call<T, E extends Exception> {
        T call() throws E;
    }

    /** Makes it with the adapter's class loader in the context of the calling thread. */
    static <T, E extends Exception> T within(Call<T, E> call) throws E {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(AdapterLoader.class.getClassLoader());
        try {
            return call.call();
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
