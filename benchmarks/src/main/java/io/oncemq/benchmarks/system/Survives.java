// SPDX-License-Identifier: Apache-2.0
package io.oncemq.benchmarks.system;

/** What a send that returned outlasts. */
public enum Survives {
    /** A power cut: each commit waits for a synced write. */
    POWER_CUT("power cut"),
    /** The death of the process: each commit is written, nothing is synced. */
    KILL("kill -9"),
    /** Neither: what was acknowledged in the last moments is lost with the process. */
    NOTHING("nothing");

    private final String text;

    Survives(String text) {
        this.text = text;
    }

    public String text() {
        return text;
    }
}
