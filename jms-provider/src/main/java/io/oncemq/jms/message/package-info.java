// SPDX-License-Identifier: Apache-2.0
/**
 * The six message kinds over an envelope: what the application may read and write, when, and as which type. Owns the
 * form of bodies and the rules of chapter 3 of the specification; knows neither sessions nor the store, and deserializes
 * nothing unless the application asks for the object.
 */
@NullMarked
package io.oncemq.jms.message;

import org.jspecify.annotations.NullMarked;
