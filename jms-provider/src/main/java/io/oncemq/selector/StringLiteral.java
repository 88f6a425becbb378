// SPDX-License-Identifier: Apache-2.0
package io.oncemq.selector;

/** Text between quotes. */
record StringLiteral(String text) implements Expression {
    /** The text that a literal with its quotes stands for. */
    static String unquote(String image) {
        return image.substring(1, image.length() - 1).replace("''", "'");
    }

    @Override
    public String value(Candidate candidate) {
        return text;
    }

    @Override
    public String kind() {
        return "a string";
    }
}
