// SPDX-License-Identifier: Apache-2.0
/**
 * The resource adapter in an application server that runs in a process of its own, and what happens when it is killed. The
 * embedded servers are in the module tck-tests.
 */
@NullMarked
package io.oncemq.server;

import org.jspecify.annotations.NullMarked;
