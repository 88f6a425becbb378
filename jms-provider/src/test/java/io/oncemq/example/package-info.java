// SPDX-License-Identifier: Apache-2.0
/** Programs that the README shows. */
@NullMarked
package io.oncemq.example;

import org.jspecify.annotations.NullMarked;
