// SPDX-License-Identifier: Apache-2.0
package io.oncemq.sample.web;

import io.oncemq.sample.orders.DeadLetters;
import io.oncemq.sample.orders.OrderReport;
import jakarta.ejb.EJB;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** {@code GET /orders/}: the page. Its script fetches it again each second and swaps the board in. */
@WebServlet("")
public class PageServlet extends HttpServlet {
    private static final long serialVersionUID = 1;
    private static final int LATEST = 15;

    @EJB
    private transient OrderReport report;

    @EJB
    private transient DeadLetters deadLetters;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Board board = new Board(report.totals(), report.latest(LATEST), deadLetters.all());
        response.setContentType("text/html;charset=UTF-8");
        response.setHeader("Cache-Control", "no-store");
        response.getWriter().write(Page.around(board.html()));
    }
}
