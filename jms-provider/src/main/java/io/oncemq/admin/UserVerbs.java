// SPDX-License-Identifier: Apache-2.0
package io.oncemq.admin;

import io.oncemq.OnceMqAdmin;
import io.oncemq.SecurityAdmin;
import io.oncemq.StoreUser;
import jakarta.jms.JMSException;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code users list|add|password|remove|remove-all}. */
final class UserVerbs implements Verbs {
    private final PasswordSource passwords;

    UserVerbs(PasswordSource passwords) {
        this.passwords = passwords;
    }

    @Override
    public boolean understand(List<String> words) {
        if (words.size() < 2 || !words.get(0).equals("users")) {
            return false;
        }
        return switch (words.get(1)) {
            case "list", "remove-all" -> words.size() == 2;
            case "remove" -> words.size() == 3;
            case "add", "password" -> words.size() == 3 || words.size() == 4;
            default -> false;
        };
    }

    @Override
    public void run(OnceMqAdmin admin, List<String> words, PrintStream out) throws JMSException, IOException {
        SecurityAdmin security = admin.security();
        switch (words.get(1)) {
            case "list" -> list(security.users(), out);
            case "remove-all" -> {
                security.removeAllUsers();
                out.println("all users removed: the store is open to everybody");
            }
            case "remove" -> {
                security.removeUser(words.get(2));
                out.println("removed user " + words.get(2));
            }
            case "add" -> add(security, words.get(2), file(words), out);
            default -> {
                security.changePassword(words.get(2), passwords.read(words.get(2), file(words)));
                out.println("changed the password of user " + words.get(2));
            }
        }
    }

    private static @Nullable String file(List<String> words) {
        return words.size() == 4 ? words.get(3) : null;
    }

    private void add(SecurityAdmin security, String name, @Nullable String file, PrintStream out)
            throws JMSException, IOException {
        security.addUser(name, passwords.read(name, file));
        out.println("added user " + name);
        if (security.users().size() == 1) {
            out.println("the store is closed now: connections need a user, and users need permissions");
        }
    }

    private static void list(List<StoreUser> users, PrintStream out) {
        users.forEach(user -> out.println(
                user.name() + "    " + (user.roles().isEmpty() ? "(no role)" : String.join(", ", user.roles()))));
        out.println("users: " + users.size() + (users.isEmpty() ? "; the store is open to everybody" : ""));
    }
}
