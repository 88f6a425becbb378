// SPDX-License-Identifier: Apache-2.0
/** A small application server to test the adapter in: threads, transactions, a pool, message-driven beans. */
package io.oncemq.ra.testkit;
