// SPDX-License-Identifier: Apache-2.0
/** What an administrator sees and decides. */
@NullMarked
package io.oncemq.admin;

import org.jspecify.annotations.NullMarked;
