// SPDX-License-Identifier: Apache-2.0
package io.oncemq.selector;

/** TRUE or FALSE. */
enum BooleanLiteral implements Condition {
    TRUE(Truth.TRUE),
    FALSE(Truth.FALSE);

    private final Truth truth;

    BooleanLiteral(Truth truth) {
        this.truth = truth;
    }

    @Override
    public Truth truth(Candidate candidate) {
        return truth;
    }
}
