// SPDX-License-Identifier: Apache-2.0
/** Runs OnceMQ, its peers and the least work a database allows side by side, and writes what came of it. */
@NullMarked
package io.oncemq.benchmarks;

import org.jspecify.annotations.NullMarked;
