// SPDX-License-Identifier: Apache-2.0
package io.oncemq.admin;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Where the password of a user comes from: a file, the terminal, or the standard input. Never an argument. */
final class PasswordSource {
    private final InputStream in;

    PasswordSource(InputStream in) {
        this.in = in;
    }

    /**
     * Reads one line.
     *
     * @param file null for the terminal or the standard input
     * @throws IOException if there is none; its message does not repeat what was typed
     */
    String read(String user, @Nullable String file) throws IOException {
        if (file != null) {
            return firstLine(file);
        }
        Console console = in == System.in ? System.console() : null;
        return console == null ? firstLine(in, Charset.defaultCharset()) : typed(console, user);
    }

    private static String typed(Console console, String user) throws IOException {
        char[] first = console.readPassword("password of %s: ", user);
        char[] second = console.readPassword("once more: ");
        try {
            if (first == null || second == null || !Arrays.equals(first, second)) {
                throw new IOException("the two passwords are not the same; nothing was changed");
            }
            return new String(first);
        } finally {
            clear(first);
            clear(second);
        }
    }

    private static void clear(char @Nullable [] password) {
        if (password != null) {
            Arrays.fill(password, ' ');
        }
    }

    private static String firstLine(String file) throws IOException {
        try (InputStream content = Files.newInputStream(Path.of(file))) {
            return firstLine(content, StandardCharsets.UTF_8);
        } catch (IOException | InvalidPathException e) {
            // Without its cause: what was given may be a password that was taken for a file.
            throw new IOException("the last word must be a file that holds the password; it cannot be read");
        }
    }

    private static String firstLine(InputStream input, Charset charset) throws IOException {
        String line = new BufferedReader(new InputStreamReader(input, charset)).readLine();
        if (line == null) {
            throw new IOException("no password was given: there is no line to read");
        }
        return line;
    }
}
