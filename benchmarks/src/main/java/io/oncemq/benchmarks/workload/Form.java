// SPDX-License-Identifier: Apache-2.0
package io.oncemq.benchmarks.workload;

/** How much is run where nothing is named. */
public enum Form {
    /** Under ten minutes: the workloads that most depend on commits. */
    SHORT,
    /** Everything. */
    LONG
}
