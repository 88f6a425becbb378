// SPDX-License-Identifier: Apache-2.0
/**
 * What was sent, free of JMS types, and its stored form. Owns the envelope and its codec; knows nothing of queues,
 * transactions or SQL.
 */
@NullMarked
package io.oncemq.message;

import org.jspecify.annotations.NullMarked;
