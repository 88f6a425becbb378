// SPDX-License-Identifier: Apache-2.0
/** Medians, ratios and how they are shown. */
@NullMarked
package io.oncemq.benchmarks.report;

import org.jspecify.annotations.NullMarked;
