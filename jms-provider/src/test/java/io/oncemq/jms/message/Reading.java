// SPDX-License-Identifier: Apache-2.0
package io.oncemq.jms.message;

import jakarta.jms.JMSException;
import org.jspecify.annotations.Nullable;

/** One way to read a value: a column of the conversion tables. */
interface Reading {
    @Nullable
    Object read() throws JMSException;
}
