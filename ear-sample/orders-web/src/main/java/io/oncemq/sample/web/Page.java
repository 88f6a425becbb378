// SPDX-License-Identifier: Apache-2.0
package io.oncemq.sample.web;

/** The frame of the page: head, form and the place of the board. */
final class Page {
    private Page() {}

    static String around(String board) {
        return """
                <!DOCTYPE html>
                <html lang="en">
                <head>
                <meta charset="UTF-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <title>Orders</title>
                <link rel="stylesheet" href="orders.css">
                <script src="refresh.js" defer></script>
                </head>
                <body>
                <header>
                <h1>Orders</h1>
                <form method="post" action="place">
                <label>Place <input type="number" name="count" value="100" min="1" max="10000"> orders</label>
                <button>Place</button>
                </form>
                </header>
                <main id="board">
                %s</main>
                <footer>One in a hundred fails twice and then succeeds. One in two hundred never succeeds.</footer>
                </body>
                </html>
                """
                .formatted(board);
    }

    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
