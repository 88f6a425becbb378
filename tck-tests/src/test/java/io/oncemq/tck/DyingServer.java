// SPDX-License-Identifier: Apache-2.0
package io.oncemq.tck;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.glassfish.embeddable.CommandResult;
import org.glassfish.embeddable.GlassFish;
import org.glassfish.embeddable.GlassFishProperties;
import org.glassfish.embeddable.GlassFishRuntime;
import org.jboss.shrinkwrap.api.Archive;
import org.jboss.shrinkwrap.api.exporter.ZipExporter;

/** A Payara in a JVM of its own that halts in the second phase of a global transaction, with exit code {@link LastWords#HALTED}. */
final class DyingServer {
    static final String QUEUE = "last.words";

    private final GlassFish server;

    private DyingServer(GlassFish server) {
        this.server = server;
    }

    /** Arguments: a directory for its files, the URL of the message store. */
    public static void main(String[] args) throws Exception {
        Path directory = Files.createDirectories(Path.of(args[0]));
        Path domain = directory.resolve("domain.xml");
        PayaraDomain.write(domain);
        GlassFishProperties properties = new GlassFishProperties();
        properties.setConfigFileURI(domain.toUri().toString());
        properties.setProperty("glassfish.embedded.tmpdir", directory.toString());
        GlassFish payara = GlassFishRuntime.bootstrap().newGlassFish(properties);
        payara.start();
        DyingServer dying = new DyingServer(payara);
        dying.configure("jdbc:h2:file:" + directory.resolve("business"), args[1]);
        dying.deploy(Archives.adapter(), directory.resolve("oncemq.rar"));
        dying.deploy(
                Archives.application("indoubt", LastWords.class, LastWords.Dying.class),
                directory.resolve("indoubt.war"));
        Beans.find("java:global/indoubt/LastWords", LastWords.class).sendAndDie(QUEUE, "promise");
        throw new IllegalStateException("still alive");
    }

    private void configure(String businessUrl, String storeUrl) throws Exception {
        run("create-resource-adapter-config", "--property=" + login(storeUrl), "oncemq");
        run(
                "create-jdbc-connection-pool",
                "--datasourceclassname=org.h2.jdbcx.JdbcDataSource",
                "--restype=javax.sql.XADataSource",
                "--property=" + login(businessUrl),
                "businessPool");
        run("create-jdbc-resource", "--connectionpoolid=businessPool", "jdbc/business");
    }

    private static String login(String url) {
        return "url=" + url.replaceAll("[\\\\:=]", "\\\\$0") + ":user=sa:password=sa";
    }

    private void run(String command, String... arguments) throws Exception {
        CommandResult result = server.getCommandRunner().run(command, arguments);
        if (result.getExitStatus() == CommandResult.ExitStatus.FAILURE) {
            throw new IllegalStateException(
                    command + " " + Arrays.toString(arguments) + " failed: " + result.getOutput(),
                    result.getFailureCause());
        }
    }

    private void deploy(Archive<?> archive, Path file) throws Exception {
        archive.as(ZipExporter.class).exportTo(file.toFile(), true);
        // On failure the deployer logs the reason and answers null.
        if (server.getDeployer().deploy(file.toUri()) == null) {
            throw new IllegalStateException("cannot deploy " + file);
        }
    }
}
