// SPDX-License-Identifier: Apache-2.0
package io.oncemq.benchmarks.workload;

/** How much is run where nothing is named. */
public enum Form {
    /** Under ten minutes: the workloads that most depend on commits. */
    SHORT(1, 2, 9),
    /** About an hour and a half: each workload on the usual systems, what is stored deep without the peers. */
    WHOLE(8, 3, 100),
    /** Everything; twice the warm-up, after which nothing changes any more. */
    LONG(16, 10, 600);

    private final int warmUpSeconds;
    private final int measureSeconds;
    private final int minutes;

    Form(int warmUpSeconds, int measureSeconds, int minutes) {
        this.warmUpSeconds = warmUpSeconds;
        this.measureSeconds = measureSeconds;
        this.minutes = minutes;
    }

    /** Unmeasured time of each cell. */
    public int warmUpSeconds() {
        return warmUpSeconds;
    }

    /** Measured time of each cell. */
    public int measureSeconds() {
        return measureSeconds;
    }

    /** After this time no further round begins a cell. */
    public int minutes() {
        return minutes;
    }
}
