// SPDX-License-Identifier: Apache-2.0
/** What several nodes on one store promise together, killed and frozen at random too, and what their work adds up to. */
@NullMarked
package io.oncemq.cluster;

import org.jspecify.annotations.NullMarked;
