// SPDX-License-Identifier: Apache-2.0
/**
 * The jakarta.jms objects: check arguments and state, translate, delegate. Owns the mapping between the application's
 * objects and exceptions and those of the engine; decides nothing about deliveries and knows no SQL.
 */
@NullMarked
package io.oncemq.jms;

import org.jspecify.annotations.NullMarked;
