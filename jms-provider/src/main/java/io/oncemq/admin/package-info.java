// SPDX-License-Identifier: Apache-2.0
/** The administrator's command line: words in, {@link io.oncemq.OnceMqAdmin} behind, lines out. Decides nothing. */
@NullMarked
package io.oncemq.admin;

import org.jspecify.annotations.NullMarked;
