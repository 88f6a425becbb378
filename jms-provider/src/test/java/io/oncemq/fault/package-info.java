// SPDX-License-Identifier: Apache-2.0
/** Killed JVMs and what must be left of their work. */
@NullMarked
package io.oncemq.fault;

import org.jspecify.annotations.NullMarked;
