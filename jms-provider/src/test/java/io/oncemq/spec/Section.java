// SPDX-License-Identifier: Apache-2.0
package io.oncemq.spec;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The sections of the Jakarta Messaging 3.1 specification that a test proves; on a class, what all its tests prove. From
 * it docs/conformance.md is made.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface Section {
    /** Their numbers, such as {@code 8.3.3}. */
    String[] value();
}
