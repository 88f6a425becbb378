// SPDX-License-Identifier: Apache-2.0
/**
 * The statements and session settings in which the databases differ, each as a whole. Owns text and constants only; runs
 * nothing and knows no JDBC. What reads the same everywhere stays with its table in {@code store.jdbc}.
 */
@NullMarked
package io.oncemq.store.jdbc.dialect;

import org.jspecify.annotations.NullMarked;
