// SPDX-License-Identifier: Apache-2.0
package io.oncemq.sample;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import javax.xml.transform.Transformer;
import javax.xml.transform.TransformerException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.stream.StreamResult;
import javax.xml.transform.stream.StreamSource;
import org.glassfish.embeddable.CommandResult;
import org.glassfish.embeddable.GlassFish;
import org.glassfish.embeddable.GlassFishException;
import org.glassfish.embeddable.GlassFishProperties;
import org.glassfish.embeddable.GlassFishRuntime;

/** Embedded Payara, on the loopback address only, used as an operator uses a server: deploy and administer. */
final class PayaraServer implements AutoCloseable {
    private final GlassFish server;
    private final int port;

    private PayaraServer(GlassFish server, int port) {
        this.server = server;
        this.port = port;
    }

    /**
     * Boots a server.
     *
     * @param wantedPort of HTTP; if it is taken, any free one
     * @param directory for the server's files
     */
    static PayaraServer start(int wantedPort, Path directory)
            throws GlassFishException, IOException, TransformerException {
        int port = freePort(wantedPort);
        Files.createDirectories(directory);
        Path domain = directory.resolve("domain.xml");
        writeDomain(domain, port);
        GlassFishProperties properties = new GlassFishProperties();
        properties.setConfigFileURI(domain.toUri().toString());
        properties.setProperty("glassfish.embedded.tmpdir", directory.toString());
        GlassFish server = GlassFishRuntime.bootstrap().newGlassFish(properties);
        server.start();
        return new PayaraServer(server, port);
    }

    int port() {
        return port;
    }

    void deploy(String name, Path archive) throws GlassFishException {
        // On failure the deployer logs the reason and answers null.
        if (server.getDeployer().deploy(archive.toUri(), "--name=" + name) == null) {
            throw new IllegalStateException("cannot deploy " + archive + ": see the log above");
        }
    }

    void run(String command, String... arguments) throws GlassFishException {
        CommandResult result = server.getCommandRunner().run(command, arguments);
        if (result.getExitStatus() == CommandResult.ExitStatus.FAILURE) {
            throw new IllegalStateException(
                    command + " failed: " + result.getOutput().strip(), result.getFailureCause());
        }
    }

    /** The argument {@code --property a=b:c=d} of an administrator's command. */
    static String properties(Map<String, String> properties) {
        return properties.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue().replaceAll("[\\\\:=]", "\\\\$0"))
                .collect(Collectors.joining(":", "--property=", ""));
    }

    @Override
    public void close() throws GlassFishException {
        server.dispose();
    }

    private static void writeDomain(Path domain, int port) throws IOException, TransformerException {
        ClassLoader loader = PayaraServer.class.getClassLoader();
        try (InputStream original = resource(loader, "config/domain.xml");
                InputStream stylesheet = resource(loader, "domain.xsl")) {
            Transformer transformer =
                    TransformerFactory.newDefaultInstance().newTransformer(new StreamSource(stylesheet));
            transformer.setParameter("httpPort", port);
            transformer.transform(new StreamSource(original), new StreamResult(domain.toFile()));
        }
    }

    private static InputStream resource(ClassLoader loader, String name) throws IOException {
        InputStream stream = loader.getResourceAsStream(name);
        if (stream == null) {
            throw new IOException(name + " is not on the class path");
        }
        return stream;
    }

    private static int freePort(int wanted) throws IOException {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        try (ServerSocket socket = new ServerSocket(wanted, 1, loopback)) {
            return socket.getLocalPort();
        } catch (IOException taken) {
            try (ServerSocket socket = new ServerSocket(0, 1, loopback)) {
                return socket.getLocalPort();
            }
        }
    }
}
