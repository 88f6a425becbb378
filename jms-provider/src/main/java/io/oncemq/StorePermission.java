// SPDX-License-Identifier: Apache-2.0
package io.oncemq;

import java.util.Set;

/**
 * What a role may do with some destinations.
 *
 * @param pattern the destinations' names, with wildcards (docs/security.md)
 * @param actions of {@code send, consume, browse, create, manage}
 */
public record StorePermission(String role, String pattern, Set<String> actions) {}
