// SPDX-License-Identifier: Apache-2.0
package io.oncemq.sample.orders;

/** What goes wrong with an order while it is processed. Its number decides, so that a tally knows what to expect. */
public enum Trouble {
    /** Processed at the first attempt. */
    NONE,
    /** Fails twice, then succeeds: a backend that was away for a moment. One order in a hundred. */
    FLAKY,
    /** Fails at every attempt: an order that nobody can process. One in two hundred. */
    POISON;

    public static Trouble of(long orderNumber) {
        if (orderNumber % 200 == 0) {
            return POISON;
        }
        return orderNumber % 100 == 50 ? FLAKY : NONE;
    }

    /** Whether the given attempt fails; the first is 1, as in JMSXDeliveryCount. */
    boolean strikes(int attempt) {
        return switch (this) {
            case NONE -> false;
            case FLAKY -> attempt <= 2;
            case POISON -> true;
        };
    }
}
