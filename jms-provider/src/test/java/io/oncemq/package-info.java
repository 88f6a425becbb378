// SPDX-License-Identifier: Apache-2.0
/** Tests of what a user types, and of the architecture. */
@NullMarked
package io.oncemq;

import org.jspecify.annotations.NullMarked;
