// SPDX-License-Identifier: Apache-2.0
package io.oncemq.ra.inbound;

/** The last error of a delivery whose bean returned as if all were well and whose transaction was rolled back. */
final class RolledBackException extends Exception {
    private static final long serialVersionUID = 1L;

    RolledBackException() {
        super(
                "the bean threw nothing; the transaction was rolled back by it, by its time-out or by another resource",
                null,
                false,
                false);
    }
}
