// SPDX-License-Identifier: Apache-2.0
/**
 * One engine per JVM and store: opens, closes and hands out the parts in the packages below. Holds no SQL and no JMS
 * type.
 */
@NullMarked
package io.oncemq.engine;

import org.jspecify.annotations.NullMarked;
