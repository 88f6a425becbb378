// SPDX-License-Identifier: Apache-2.0
/** Look-ups by name, without a server. */
@NullMarked
package io.oncemq.jndi;

import org.jspecify.annotations.NullMarked;
