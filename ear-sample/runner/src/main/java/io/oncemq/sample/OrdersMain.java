// SPDX-License-Identifier: Apache-2.0
package io.oncemq.sample;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;

/** Runs the sample from nothing to the tally; exits with 0 only if it balances. */
public final class OrdersMain {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final RunSettings settings;
    private final Stopwatch stopwatch = new Stopwatch();

    private OrdersMain(RunSettings settings) {
        this.settings = settings;
    }

    @SuppressWarnings("CatchAndPrintStackTrace") // The console is where the user looks.
    public static void main(String[] arguments) {
        int status = 1;
        try {
            status = new OrdersMain(RunSettings.fromSystemProperties()).run() ? 0 : 1;
        } catch (Exception e) {
            e.printStackTrace();
        }
        // Not a return: the server leaves threads behind.
        System.exit(status);
    }

    private boolean run() throws Exception {
        Tally tally = placeAndCount();
        // After the server's last words.
        System.out.println(tally);
        return tally.balanced();
    }

    private Tally placeAndCount() throws Exception {
        empty(settings.data());
        say("databases: " + settings.database() + " in " + settings.data());
        try (Databases databases = Databases.start(settings.database(), settings.data());
                PayaraServer server =
                        PayaraServer.start(settings.port(), settings.data().resolve("payara"))) {
            say("Payara is up");
            new Deployment(server).run(settings, databases);
            URI page = URI.create("http://localhost:" + server.port() + "/orders/");
            say("adapter and application are deployed: " + page);
            Tally tally = placeAndSettle(page, new Stocktaking(databases));
            say(settings.orders() + (tally.balanced() ? " orders are settled" : " orders do not balance"));
            if (settings.stay()) {
                stay(tally, page);
            }
            return tally;
        }
    }

    private Tally placeAndSettle(URI page, Stocktaking stocktaking)
            throws SQLException, InterruptedException, ExecutionException {
        try (Customers customers = new Customers()) {
            customers.place(settings.orders(), page);
            Counts last = stocktaking.counts();
            Stopwatch sinceProgress = new Stopwatch();
            while (!(customers.done() && last.settled())
                    && sinceProgress.elapsed().compareTo(PATIENCE) < 0) {
                Thread.sleep(1000);
                Counts now = stocktaking.counts();
                say(now.toString());
                if (!now.equals(last)) {
                    sinceProgress = new Stopwatch();
                }
                last = now;
            }
            return stocktaking.tally(settings.orders());
        }
    }

    private static void stay(Tally tally, URI page) throws InterruptedException {
        System.out.println(tally);
        System.out.println("The page stays up until Ctrl-C: " + page);
        new CountDownLatch(1).await();
    }

    private void say(String what) {
        System.out.printf("%6.1f s  %s%n", stopwatch.elapsed().toMillis() / 1000.0, what);
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
