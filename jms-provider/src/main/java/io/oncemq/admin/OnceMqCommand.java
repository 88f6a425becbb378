// SPDX-License-Identifier: Apache-2.0
package io.oncemq.admin;

import io.oncemq.OnceMqAdmin;
import io.oncemq.OnceMqSettings;
import jakarta.jms.JMSException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * {@code java -cp … io.oncemq.admin.OnceMqCommand branches|users|roles|permissions …}. The database's password comes from
 * the environment ({@code ONCEMQ_PASSWORD}) and those of users from the terminal, standard input or a file, since arguments
 * can be read by every user of the machine. It makes no store: whoever misspells the place of one is to hear of it, not to guard an
 * empty one.
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
            usage: OnceMqCommand [--<setting>=<value> …] <what to do>

            branches list
            branches commit|rollback <id>
            users list
            users add|password <name> [<file with the password>]
            users remove <name>
            users remove-all              (the store is open to everybody then)
            roles grant|revoke <user> <role>
            permissions list
            permissions allow|deny <role> <pattern> send|consume|browse|create|manage|all …

            Settings are those of docs/settings.md: --url=jdbc:postgresql://host/db --user=oncemq
            A store that is not there is not made, nor an older one upgraded, but with --schemaManagement=migrate.
            The database's password is taken from the environment variable ONCEMQ_PASSWORD, that of a user from the
            file, from the terminal or, where there is none, from the first line of the standard input.""";

    private final Map<String, String> environment;
    private final PrintStream out;
    private final PrintStream err;
    private final List<Verbs> verbs;

    OnceMqCommand(Map<String, String> environment, InputStream in, PrintStream out, PrintStream err) {
        this.environment = environment;
        this.out = out;
        this.err = err;
        verbs = List.of(
                new BranchVerbs(), new UserVerbs(new PasswordSource(in)), new RoleVerbs(), new PermissionVerbs());
    }

    public static void main(String[] args) {
        System.exit(new OnceMqCommand(System.getenv(), System.in, System.out, System.err).run(List.of(args)));
    }

    int run(List<String> arguments) {
        OnceMqSettings settings;
        List<String> words = new ArrayList<>();
        try {
            settings = settings(arguments, words);
        } catch (IllegalArgumentException e) {
            return misused(String.valueOf(e.getMessage()));
        }
        for (Verbs each : verbs) {
            if (each.understand(words)) {
                return run(each, settings, words);
            }
        }
        return misused(words.isEmpty() ? "say what to do" : "not understood: " + String.join(" ", words));
    }

    private int run(Verbs verb, OnceMqSettings settings, List<String> words) {
        try (OnceMqAdmin admin = OnceMqAdmin.open(settings)) {
            verb.run(admin, words, out);
            return DONE;
        } catch (JMSException e) {
            err.println(e.getErrorCode() + " " + e.getMessage());
            return FAILED;
        } catch (IOException e) {
            err.println(e.getMessage());
            return FAILED;
        }
    }

    private OnceMqSettings settings(List<String> arguments, List<String> words) {
        OnceMqSettings settings = OnceMqSettings.defaults()
                .with("nodeName", "admin-" + ProcessHandle.current().pid())
                .with("schemaManagement", "validate");
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
}
