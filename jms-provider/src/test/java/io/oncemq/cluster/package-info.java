// SPDX-License-Identifier: Apache-2.0
/** Several JVMs on one PostgreSQL, killed and frozen at random, and what their work adds up to. */
@NullMarked
package io.oncemq.cluster;

import org.jspecify.annotations.NullMarked;
