// SPDX-License-Identifier: Apache-2.0
package io.oncemq.admin;

import io.oncemq.InDoubtBranch;
import io.oncemq.OnceMqAdmin;
import io.oncemq.OnceMqSettings;
import jakarta.jms.JMSException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * {@code java -cp … io.oncemq.admin.OnceMqCommand branches list|commit|rollback …}. The password comes from the
 * environment ({@code ONCEMQ_PASSWORD}), since arguments can be read by every user of the machine.
 */
public final class OnceMqCommand {
    /** It was done. */
    static final int DONE = 0;

    /** It was understood and failed. */
    static final int FAILED = 1;

    /** It was not understood; nothing was done. */
    static final int MISUSED = 2;

    private static final String USAGE =
            """
            usage: OnceMqCommand [--<setting>=<value> …] branches list
                   OnceMqCommand [--<setting>=<value> …] branches commit <id>
                   OnceMqCommand [--<setting>=<value> …] branches rollback <id>

            Settings are those of docs/settings.md: --url=jdbc:postgresql://host/db --user=oncemq
            The password is taken from the environment variable ONCEMQ_PASSWORD.""";

    private final Map<String, String> environment;
    private final PrintStream out;
    private final PrintStream err;

    OnceMqCommand(Map<String, String> environment, PrintStream out, PrintStream err) {
        this.environment = environment;
        this.out = out;
        this.err = err;
    }

    public static void main(String[] args) {
        System.exit(new OnceMqCommand(System.getenv(), System.out, System.err).run(List.of(args)));
    }

    int run(List<String> arguments) {
        OnceMqSettings settings;
        List<String> words = new ArrayList<>();
        try {
            settings = settings(arguments, words);
        } catch (IllegalArgumentException e) {
            return misused(String.valueOf(e.getMessage()));
        }
        boolean list = words.equals(List.of("branches", "list"));
        boolean decide = words.size() == 3
                && words.get(0).equals("branches")
                && (words.get(1).equals("commit") || words.get(1).equals("rollback"));
        if (!list && !decide) {
            return misused(words.isEmpty() ? "say what to do" : "not understood: " + String.join(" ", words));
        }
        try (OnceMqAdmin admin = OnceMqAdmin.open(settings)) {
            if (list) {
                list(admin.inDoubtBranches());
            } else if (words.get(1).equals("commit")) {
                admin.commitBranch(words.get(2));
                out.println("committed " + words.get(2));
            } else {
                admin.rollbackBranch(words.get(2));
                out.println("rolled back " + words.get(2));
            }
            return DONE;
        } catch (JMSException e) {
            err.println(e.getErrorCode() + " " + e.getMessage());
            return FAILED;
        }
    }

    private OnceMqSettings settings(List<String> arguments, List<String> words) {
        OnceMqSettings settings = OnceMqSettings.defaults()
                .with("nodeName", "admin-" + ProcessHandle.current().pid());
        String password = environment.get("ONCEMQ_PASSWORD");
        if (password != null) {
            settings = settings.with("password", password);
        }
        for (String argument : arguments) {
            if (!argument.startsWith("--")) {
                words.add(argument);
                continue;
            }
            int equals = argument.indexOf('=');
            if (equals < 0) {
                throw new IllegalArgumentException("a setting is written --name=value, was " + argument);
            }
            settings = settings.with(argument.substring(2, equals), argument.substring(equals + 1));
        }
        return settings;
    }

    private int misused(String what) {
        err.println(what);
        err.println(USAGE);
        return MISUSED;
    }

    private void list(List<InDoubtBranch> branches) {
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
