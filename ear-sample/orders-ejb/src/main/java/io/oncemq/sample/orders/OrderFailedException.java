// SPDX-License-Identifier: Apache-2.0
package io.oncemq.sample.orders;

/** An attempt to process an order that must be rolled back. */
public final class OrderFailedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    OrderFailedException(String reason) {
        super(reason);
    }
}
