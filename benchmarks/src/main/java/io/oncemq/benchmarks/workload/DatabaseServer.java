// SPDX-License-Identifier: Apache-2.0
package io.oncemq.benchmarks.workload;

import io.oncemq.benchmarks.system.PostgresUrl;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.stream.Stream;

/** The processes of the database server that a cell uses, on this machine. */
final class DatabaseServer {
    private DatabaseServer() {}

    /**
     * What its processes have used so far, in seconds. A process that ends takes its part along.
     *
     * @param url of a database there; empty for no server, which uses nothing
     */
    static double processorSeconds(String url) throws SQLException {
        if (url.isEmpty()) {
            return 0;
        }
        ProcessHandle server = server(url);
        return Stream.concat(Stream.of(server), server.children())
                .map(process -> process.info().totalCpuDuration().orElse(Duration.ZERO))
                .mapToDouble(time -> time.toNanos() / 1e9)
                .sum();
    }

    private static ProcessHandle server(String url) throws SQLException {
        try (Connection connection = PostgresUrl.dataSource(url).getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select pg_backend_pid()")) {
            row.next();
            // While the connection is open: its process ends with it.
            return ProcessHandle.of(row.getLong(1))
                    .flatMap(ProcessHandle::parent)
                    .orElseThrow(() -> new IllegalStateException("the server's process is not on this machine"));
        }
    }
}
