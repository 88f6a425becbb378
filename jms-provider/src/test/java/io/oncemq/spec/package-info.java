// SPDX-License-Identifier: Apache-2.0
/** The rules of Jakarta Messaging 3.1 through the public API; each test names its section. */
@NullMarked
package io.oncemq.spec;

import org.jspecify.annotations.NullMarked;
