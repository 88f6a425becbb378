// SPDX-License-Identifier: Apache-2.0
/** What is measured. */
@NullMarked
package io.oncemq.benchmarks.workload;

import org.jspecify.annotations.NullMarked;
