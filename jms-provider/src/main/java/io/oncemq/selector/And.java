// SPDX-License-Identifier: Apache-2.0
package io.oncemq.selector;

import java.util.List;

/** True if all terms are, false if one is; a flat list, so that a long chain needs no deep stack. */
record And(List<Condition> terms) implements Condition {
    @Override
    public Truth truth(Candidate candidate) {
        Truth result = Truth.TRUE;
        for (Condition term : terms) {
            Truth truth = term.truth(candidate);
            if (truth == Truth.FALSE) {
                return Truth.FALSE;
            }
            if (truth == Truth.UNKNOWN) {
                result = Truth.UNKNOWN;
            }
        }
        return result;
    }
}
