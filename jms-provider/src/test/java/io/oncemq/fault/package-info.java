// SPDX-License-Identifier: Apache-2.0
/** Killed JVMs, disks without power, databases that go away, and what must be left of the work. */
@NullMarked
package io.oncemq.fault;

import org.jspecify.annotations.NullMarked;
