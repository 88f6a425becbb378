// SPDX-License-Identifier: Apache-2.0
package io.oncemq.jms.message;

/** What {@link Hostil} did. */
final class HostileTrace {
    static volatile boolean initialized;
    static volatile boolean deserialized;

    private HostileTrace() {}
}
