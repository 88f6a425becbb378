// SPDX-License-Identifier: Apache-2.0
package io.oncemq.xa;

/** What one global transaction does, besides inserting a row in the business database. */
enum CrashScenario {
    SEND(false, true),
    RECEIVE(true, false),
    RELAY(true, true);

    private final boolean receives;
    private final boolean sends;

    CrashScenario(boolean receives, boolean sends) {
        this.receives = receives;
        this.sends = sends;
    }

    boolean receives() {
        return receives;
    }

    boolean sends() {
        return sends;
    }
}
