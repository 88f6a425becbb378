// SPDX-License-Identifier: Apache-2.0
/** One cell of the run: a system under a workload, in a JVM of its own. */
@NullMarked
package io.oncemq.benchmarks.cell;

import org.jspecify.annotations.NullMarked;
