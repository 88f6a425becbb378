// SPDX-License-Identifier: Apache-2.0
package io.oncemq.tck;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import javax.xml.transform.Transformer;
import javax.xml.transform.TransformerException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.stream.StreamResult;
import javax.xml.transform.stream.StreamSource;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/** Before the first test: no data of an earlier run, and the configuration that arquillian.xml names. */
public final class PayaraDomain implements LauncherSessionListener {
    private static final Path TARGET = Path.of("target");

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        try {
            empty(TARGET.resolve("data"));
            empty(TARGET.resolve("payara"));
            write(TARGET.resolve("payara/domain.xml"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (TransformerException e) {
            throw new IllegalStateException("cannot make Payara's domain.xml", e);
        }
    }

    /** The domain of a server with an HTTP port of its own. */
    static void write(Path domain) throws IOException, TransformerException {
        ClassLoader loader = PayaraDomain.class.getClassLoader();
        try (InputStream original = loader.getResourceAsStream("config/domain.xml");
                InputStream stylesheet = loader.getResourceAsStream("domain.xsl")) {
            Transformer transformer =
                    TransformerFactory.newDefaultInstance().newTransformer(new StreamSource(stylesheet));
            transformer.setParameter("httpPort", freePort());
            transformer.transform(new StreamSource(original), new StreamResult(domain.toFile()));
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void empty(Path directory) throws IOException {
        if (Files.exists(directory)) {
            try (Stream<Path> tree = Files.walk(directory)) {
                List<Path> deepestFirst = tree.sorted(Comparator.reverseOrder()).toList();
                for (Path path : deepestFirst) {
                    Files.delete(path);
                }
            }
        }
        Files.createDirectories(directory);
    }
}
