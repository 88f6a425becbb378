// SPDX-License-Identifier: Apache-2.0
package io.oncemq.xa;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/**
 * Starts Java programs of this class path quickly: the directories on it are packed in jars, so that the classes that a
 * first run loaded can be shared by the later ones.
 */
public final class ChildJvm {
    private final String classPath;
    private final Path archive;

    public ChildJvm(Path directory) {
        archive = directory.resolve("classes.jsa");
        List<String> entries = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(java.io.File.pathSeparator, -1)) {
            Path path = Path.of(entry);
            entries.add(
                    Files.isDirectory(path)
                            ? packed(path, directory.resolve("part" + entries.size() + ".jar"))
                            : entry);
        }
        classPath = String.join(java.io.File.pathSeparator, entries);
    }

    private static String packed(Path from, Path jar) {
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file);
                Stream<Path> walk = Files.walk(from)) {
            for (Path path : (Iterable<Path>) walk.filter(Files::isRegularFile).sorted()::iterator) {
                out.putNextEntry(new JarEntry(from.relativize(path).toString().replace('\\', '/')));
                Files.copy(path, out);
                out.closeEntry();
            }
            return jar.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A JVM that has ended. */
    record Ended(int exit, List<String> lines) {
        /** What follows the word on the line that begins with it. */
        List<String> all(String word) {
            return lines.stream()
                    .filter(line -> line.startsWith(word + " "))
                    .map(line -> line.substring(word.length() + 1))
                    .toList();
        }

        String output() {
            return String.join("\n", lines);
        }
    }

    public Process start(Class<?> program, String... arguments) throws IOException {
        return startIn(Path.of(""), program, arguments);
    }

    /** Starts it with another working directory. */
    public Process startIn(Path directory, Class<?> program, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx128m",
                "-Xshare:auto",
                "-Xlog:disable",
                "-Djava.util.logging.SimpleFormatter.format=%4$s %5$s%6$s%n"));
        command.add(Files.exists(archive) ? "-XX:SharedArchiveFile=" + archive : "-XX:ArchiveClassesAtExit=" + archive);
        command.addAll(List.of("-cp", classPath, program.getName()));
        command.addAll(Arrays.asList(arguments));
        return new ProcessBuilder(command)
                .directory(directory.toAbsolutePath().toFile())
                .redirectErrorStream(true)
                .start();
    }

    Ended run(Class<?> program, String... arguments) throws IOException, InterruptedException {
        Process process = start(program, arguments);
        try (java.io.BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
            List<String> lines = reader.lines().toList();
            return new Ended(process.waitFor(), lines);
        } finally {
            process.destroyForcibly();
        }
    }
}
