// SPDX-License-Identifier: Apache-2.0
/** Global transactions: every rule of XA, a real transaction manager, and crashes at every step. */
@NullMarked
package io.oncemq.xa;

import org.jspecify.annotations.NullMarked;
