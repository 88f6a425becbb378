// SPDX-License-Identifier: Apache-2.0
package io.oncemq.selector;

/** Whether a header or property is absent; never unknown. */
record IsNull(Identifier identifier, boolean inverted) implements Condition {
    @Override
    public Truth truth(Candidate candidate) {
        return Truth.of((identifier.value(candidate) == null) != inverted);
    }
}
