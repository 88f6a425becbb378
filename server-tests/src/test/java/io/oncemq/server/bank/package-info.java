// SPDX-License-Identifier: Apache-2.0
/** What is deployed: transfers between two databases by way of a queue. Knows nothing of the test that kills its server. */
@NullMarked
package io.oncemq.server.bank;

import org.jspecify.annotations.NullMarked;
