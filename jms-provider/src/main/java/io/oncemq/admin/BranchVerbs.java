// SPDX-License-Identifier: Apache-2.0
package io.oncemq.admin;

import io.oncemq.InDoubtBranch;
import io.oncemq.OnceMqAdmin;
import jakarta.jms.JMSException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;

/** {@code branches list|commit|rollback}. */
final class BranchVerbs implements Verbs {
    @Override
    public boolean understand(List<String> words) {
        return words.equals(List.of("branches", "list"))
                || (words.size() == 3
                        && words.get(0).equals("branches")
                        && (words.get(1).equals("commit") || words.get(1).equals("rollback")));
    }

    @Override
    public void run(OnceMqAdmin admin, List<String> words, PrintStream out) throws JMSException {
        switch (words.get(1)) {
            case "list" -> list(admin.inDoubtBranches(), out);
            case "commit" -> {
                admin.commitBranch(words.get(2));
                out.println("committed " + words.get(2));
            }
            default -> {
                admin.rollbackBranch(words.get(2));
                out.println("rolled back " + words.get(2));
            }
        }
    }

    private static void list(List<InDoubtBranch> branches, PrintStream out) {
        for (InDoubtBranch branch : branches) {
            out.println(branch.id());
            out.println("    prepared " + branch.preparedAt() + ", " + text(branch.age()) + " ago, by node "
                    + branch.nodeName());
            for (InDoubtBranch.Holding holding : branch.holdings()) {
                out.println("    " + holding.destination() + ": " + holding.sends() + " sent, " + holding.receives()
                        + " received");
            }
        }
        out.println("prepared branches: " + branches.size());
    }

    private static String text(Duration age) {
        return age.toHours() > 0
                ? age.toHours() + "h" + age.toMinutesPart() + "m"
                : age.toMinutes() > 0 ? age.toMinutes() + "m" + age.toSecondsPart() + "s" : age.toSeconds() + "s";
    }
}
