// SPDX-License-Identifier: Apache-2.0
/**
 * The orders application: places orders, processes each exactly once, keeps an audit trail. Everything here is plain
 * Jakarta EE; the only trace of OnceMQ is the names of the resources and the properties of a dead letter.
 */
@NullMarked
package io.oncemq.sample.orders;

import org.jspecify.annotations.NullMarked;
