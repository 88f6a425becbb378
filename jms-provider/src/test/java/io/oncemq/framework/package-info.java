// SPDX-License-Identifier: Apache-2.0
/** Frameworks that wrap JMS, as applications use them: Spring and pooled-jms. */
@NullMarked
package io.oncemq.framework;

import org.jspecify.annotations.NullMarked;
