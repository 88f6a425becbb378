// SPDX-License-Identifier: Apache-2.0
/** Who may do what, through the public API, on each database. */
@NullMarked
package io.oncemq.security;

import org.jspecify.annotations.NullMarked;
