// SPDX-License-Identifier: Apache-2.0
/**
 * How nodes tell each other that there is something to fetch. Only a hint: it says where to look and nothing else, so a
 * lost, late, repeated or forged one costs a look or some time; polling ({@code engine.duty.ReadyPoller}) is the truth
 * behind it.
 */
@NullMarked
package io.oncemq.engine.wakeup;

import org.jspecify.annotations.NullMarked;
