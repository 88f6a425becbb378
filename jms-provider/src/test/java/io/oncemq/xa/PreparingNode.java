// SPDX-License-Identifier: Apache-2.0
package io.oncemq.xa;

import io.oncemq.OnceMqSettings;
import io.oncemq.OnceMqXaConnectionFactory;
import io.oncemq.store.BranchXid;
import io.oncemq.testkit.TestDatabases;
import jakarta.jms.XAConnection;
import jakarta.jms.XASession;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import javax.transaction.xa.XAResource;

/**
 * A node in a JVM of its own: receives and sends in a branch, prepares it, says {@code PREPARED}; when a line comes, it
 * commits and says {@code ANSWER} and the code.
 */
final class PreparingNode {
    static final BranchXid XID = new BranchXid(8, new byte[] {8}, new byte[] {8});

    private PreparingNode() {}

    static OnceMqSettings settings(String url, String nodeName) {
        return OnceMqSettings.of(url)
                .with("user", TestDatabases.POSTGRESQL.user())
                .with("password", TestDatabases.POSTGRESQL.password())
                .with("nodeName", nodeName)
                .with("leaseTerm", "3s")
                .with("linger", "0s");
    }

    /** Arguments: url. */
    public static void main(String[] args) throws Exception {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try (OnceMqXaConnectionFactory factory = new OnceMqXaConnectionFactory(settings(args[0], "preparing"));
                XAConnection connection = factory.createXAConnection()) {
            connection.start();
            XASession session = connection.createXASession();
            XAResource resource = session.getXAResource();
            resource.start(XID, XAResource.TMNOFLAGS);
            session.createConsumer(session.createQueue("in")).receive(20_000);
            session.createProducer(session.createQueue("out")).send(session.createTextMessage("reply"));
            resource.end(XID, XAResource.TMSUCCESS);
            resource.prepare(XID);
            System.out.println("PREPARED");
            System.out.flush();
            in.readLine();
            System.out.println("ANSWER " + XaCode.of(() -> resource.commit(XID, false)));
        }
        System.exit(0);
    }
}
