// SPDX-License-Identifier: Apache-2.0
package io.oncemq.selector;

import java.util.List;

/** True if one term is, false if all are; a flat list, so that a long chain needs no deep stack. */
record Or(List<Condition> terms) implements Condition {
    @Override
    public Truth truth(Candidate candidate) {
        Truth result = Truth.FALSE;
        for (Condition term : terms) {
            Truth truth = term.truth(candidate);
            if (truth == Truth.TRUE) {
                return Truth.TRUE;
            }
            if (truth == Truth.UNKNOWN) {
                result = Truth.UNKNOWN;
            }
        }
        return result;
    }
}
