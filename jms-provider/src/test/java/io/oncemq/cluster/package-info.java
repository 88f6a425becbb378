// SPDX-License-Identifier: Apache-2.0
/** What several nodes on one store promise together. */
@NullMarked
package io.oncemq.cluster;

import org.jspecify.annotations.NullMarked;
