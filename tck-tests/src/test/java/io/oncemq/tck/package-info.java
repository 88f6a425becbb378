// SPDX-License-Identifier: Apache-2.0
/**
 * The resource adapter in a real application server. Each test deploys the adapter by itself and then an application
 * that uses it, as an operator would.
 */
@NullMarked
package io.oncemq.tck;

import org.jspecify.annotations.NullMarked;
