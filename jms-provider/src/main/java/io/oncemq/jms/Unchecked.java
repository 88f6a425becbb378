// SPDX-License-Identifier: Apache-2.0
package io.oncemq.jms;

import jakarta.jms.JMSException;
import org.jspecify.annotations.Nullable;

/** Calls of the classic API for the simplified one, whose exceptions are unchecked. */
final class Unchecked {
    private Unchecked() {}

    @FunctionalInterface
    interface Call<T> {
        T run() throws JMSException;
    }

    @FunctionalInterface
    interface Search<T> {
        @Nullable
        T run() throws JMSException;
    }

    @FunctionalInterface
    interface Step {
        void run() throws JMSException;
    }

    static <T> T get(Call<T> call) {
        try {
            return call.run();
        } catch (JMSException e) {
            throw JmsErrors.unchecked(e);
        }
    }

    static <T> @Nullable T find(Search<T> search) {
        try {
            return search.run();
        } catch (JMSException e) {
            throw JmsErrors.unchecked(e);
        }
    }

    static void run(Step step) {
        try {
            step.run();
        } catch (JMSException e) {
            throw JmsErrors.unchecked(e);
        }
    }
}
