// SPDX-License-Identifier: Apache-2.0
@NullMarked
package io.oncemq.engine.wakeup;

import org.jspecify.annotations.NullMarked;
