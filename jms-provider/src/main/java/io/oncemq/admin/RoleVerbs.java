// SPDX-License-Identifier: Apache-2.0
package io.oncemq.admin;

import io.oncemq.OnceMqAdmin;
import jakarta.jms.JMSException;
import java.io.PrintStream;
import java.util.List;

/** {@code roles grant|revoke}. */
final class RoleVerbs implements Verbs {
    @Override
    public boolean understand(List<String> words) {
        return words.size() == 4
                && words.get(0).equals("roles")
                && (words.get(1).equals("grant") || words.get(1).equals("revoke"));
    }

    @Override
    public void run(OnceMqAdmin admin, List<String> words, PrintStream out) throws JMSException {
        String user = words.get(2);
        String role = words.get(3);
        if (words.get(1).equals("grant")) {
            admin.security().grant(user, role);
            out.println("user " + user + " has role " + role);
        } else {
            admin.security().revoke(user, role);
            out.println("user " + user + " has no role " + role + " any more");
        }
    }
}
