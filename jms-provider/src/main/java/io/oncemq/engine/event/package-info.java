// SPDX-License-Identifier: Apache-2.0
/** What may be heard of an engine: by the log, by metrics, by tests. Changes nothing. */
@NullMarked
package io.oncemq.engine.event;

import org.jspecify.annotations.NullMarked;
