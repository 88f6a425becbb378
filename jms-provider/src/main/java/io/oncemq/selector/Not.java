// SPDX-License-Identifier: Apache-2.0
package io.oncemq.selector;

/** The opposite; of unknown, unknown. */
record Not(Condition term) implements Condition {
    @Override
    public Truth truth(Candidate candidate) {
        return term.truth(candidate).not();
    }
}
