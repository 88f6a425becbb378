// SPDX-License-Identifier: Apache-2.0
package io.oncemq.jms.message;

import java.io.Serializable;

/** Harmless; its name has as many letters as that of {@link Hostil}, so that bytes can be made without loading that. */
class Gadget implements Serializable {
    private static final long serialVersionUID = 1L;
}
