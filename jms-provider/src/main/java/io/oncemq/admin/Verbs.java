// SPDX-License-Identifier: Apache-2.0
package io.oncemq.admin;

import io.oncemq.OnceMqAdmin;
import jakarta.jms.JMSException;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;

/** What can be done with one kind of thing. */
interface Verbs {
    /** Whether these words say something that it can do. */
    boolean understand(List<String> words);

    /**
     * Does it and tells what was done.
     *
     * @throws JMSException if it was refused or failed
     * @throws IOException if a password could not be read
     */
    void run(OnceMqAdmin admin, List<String> words, PrintStream out) throws JMSException, IOException;
}
