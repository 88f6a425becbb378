// SPDX-License-Identifier: Apache-2.0
package io.oncemq.admin;

import io.oncemq.OnceMqAdmin;
import io.oncemq.StorePermission;
import jakarta.jms.JMSException;
import java.io.PrintStream;
import java.util.List;

/** {@code permissions list|allow|deny}. */
final class PermissionVerbs implements Verbs {
    @Override
    public boolean understand(List<String> words) {
        return words.equals(List.of("permissions", "list"))
                || (words.size() >= 5
                        && words.get(0).equals("permissions")
                        && (words.get(1).equals("allow") || words.get(1).equals("deny")));
    }

    @Override
    public void run(OnceMqAdmin admin, List<String> words, PrintStream out) throws JMSException {
        if (words.get(1).equals("list")) {
            list(admin.security().permissions(), out);
            return;
        }
        String role = words.get(2);
        String pattern = words.get(3);
        List<String> actions = words.subList(4, words.size());
        if (words.get(1).equals("allow")) {
            admin.security().allow(role, pattern, actions);
            out.println("role " + role + " may " + String.join(", ", actions) + " on " + pattern);
        } else {
            admin.security().deny(role, pattern, actions);
            out.println("role " + role + " is not allowed to " + String.join(", ", actions) + " by " + pattern
                    + " any more");
        }
    }

    private static void list(List<StorePermission> permissions, PrintStream out) {
        permissions.forEach(each ->
                out.println(each.role() + "    " + each.pattern() + "    " + String.join(", ", each.actions())));
        out.println("permissions: " + permissions.size());
    }
}
