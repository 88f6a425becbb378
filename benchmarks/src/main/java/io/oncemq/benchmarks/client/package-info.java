// SPDX-License-Identifier: Apache-2.0
/** Sending and receiving as the workloads see it: by Jakarta Messaging, or with raw JDBC for the limit. */
@NullMarked
package io.oncemq.benchmarks.client;

import org.jspecify.annotations.NullMarked;
