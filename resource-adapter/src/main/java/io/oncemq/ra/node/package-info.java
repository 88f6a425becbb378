// SPDX-License-Identifier: Apache-2.0
/**
 * The adapter's share of the node that all adapters of this class loader have on one store: when it is opened, tried
 * again, given back. Owns no thread.
 */
@NullMarked
package io.oncemq.ra.node;

import org.jspecify.annotations.NullMarked;
