// SPDX-License-Identifier: Apache-2.0
/**
 * The run of the sample: starts the databases and the server, deploys, places orders and takes stock. The deployed
 * application knows nothing of it.
 */
@NullMarked
package io.oncemq.sample;

import org.jspecify.annotations.NullMarked;
