// SPDX-License-Identifier: Apache-2.0
package io.oncemq.sample;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Customers at the page: a few at a time, each posts the form again and again. */
final class Customers implements AutoCloseable {
    private static final int AT_A_TIME = 4;
    private static final int ORDERS_A_POST = 25;

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();
    private final ExecutorService threads = Executors.newFixedThreadPool(AT_A_TIME);
    private final List<Future<Void>> posts = new ArrayList<>();

    /** Begins to place the orders, and returns. */
    void place(int orders, URI page) {
        for (int left = orders; left > 0; left -= ORDERS_A_POST) {
            URI form = page.resolve("place?count=" + Math.min(left, ORDERS_A_POST));
            Callable<Void> post = () -> {
                post(form);
                return null;
            };
            posts.add(threads.submit(post));
        }
    }

    /** Whether everything was placed. Fails if the server refused any. */
    boolean done() throws InterruptedException, ExecutionException {
        for (Future<Void> post : posts) {
            if (!post.isDone()) {
                return false;
            }
            post.get();
        }
        return true;
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    private void post(URI form) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(form)
                .timeout(Duration.ofMinutes(5))
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 303) {
            throw new IOException(form + " answered " + answer.statusCode() + ": " + answer.body());
        }
    }
}
