// SPDX-License-Identifier: Apache-2.0
package io.oncemq;

import java.util.Set;

/** A user who may connect to a store, with the names of its roles. */
public record StoreUser(String name, Set<String> roles) {}
