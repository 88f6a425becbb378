// SPDX-License-Identifier: Apache-2.0
package io.oncemq.tck;

import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Asks again and again, for things in another transaction that cannot tell when they are done. */
final class Eventually {
    private static final int ATTEMPTS = 300;

    private Eventually() {}

    /** The first answer that fits, or the last one when patience ends: the caller asserts on it. */
    static <T> T get(Callable<T> question, Predicate<T> fits) throws Exception {
        T answer = question.call();
        for (int i = 0; i < ATTEMPTS && !fits.test(answer); i++) {
            TimeUnit.MILLISECONDS.sleep(100);
            answer = question.call();
        }
        return answer;
    }
}
