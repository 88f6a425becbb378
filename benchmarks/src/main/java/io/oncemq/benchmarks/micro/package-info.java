// SPDX-License-Identifier: Apache-2.0
/** Microbenchmarks of the hot paths, by JMH. */
@NullMarked
package io.oncemq.benchmarks.micro;

import org.jspecify.annotations.NullMarked;
