// SPDX-License-Identifier: Apache-2.0
/**
 * The store on a relational database. Owns the connections, the schema, every statement and what an SQLException means;
 * decides nothing about delivery. One class per table keeps statement, binding and mapping together.
 */
@NullMarked
package io.oncemq.store.jdbc;

import org.jspecify.annotations.NullMarked;
