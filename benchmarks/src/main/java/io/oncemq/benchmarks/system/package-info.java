// SPDX-License-Identifier: Apache-2.0
/** The systems: how each is started, with which settings and why. */
@NullMarked
package io.oncemq.benchmarks.system;

import org.jspecify.annotations.NullMarked;
