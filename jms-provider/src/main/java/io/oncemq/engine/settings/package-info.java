// SPDX-License-Identifier: Apache-2.0
/** What an engine can be told, validated. Owns no behaviour. */
@NullMarked
package io.oncemq.engine.settings;

import org.jspecify.annotations.NullMarked;
