// SPDX-License-Identifier: Apache-2.0
package io.oncemq.sample.web;

import io.oncemq.sample.orders.OrderService;
import jakarta.ejb.EJB;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** {@code POST /orders/place?count=n}: places n orders, each in a transaction of its own, then shows the page. */
@WebServlet("/place")
public class PlaceServlet extends HttpServlet {
    private static final long serialVersionUID = 1;
    private static final int MOST = 10_000;
    private static final List<String> CUSTOMERS = List.of("Ada", "Blaise", "Edsger", "Grace", "Leslie", "Margaret");
    private static final List<String> ITEMS = List.of("abacus", "astrolabe", "metronome", "sextant", "slide rule");

    @EJB
    private transient OrderService orders;

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        int count = count(request.getParameter("count"));
        if (count < 1 || count > MOST) {
            response.sendError(HttpServletResponse.SC_BAD_REQUEST, "count must be a number from 1 to " + MOST);
            return;
        }
        RandomGenerator random = RandomGenerator.getDefault();
        for (int i = 0; i < count; i++) {
            orders.place(any(CUSTOMERS, random), any(ITEMS, random), random.nextLong(500, 50_000));
        }
        response.setStatus(HttpServletResponse.SC_SEE_OTHER);
        response.setHeader("Location", request.getContextPath() + "/");
    }

    /** 0 for anything but a number. */
    private static int count(@Nullable String parameter) {
        try {
            return parameter == null ? 0 : Integer.parseInt(parameter);
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private static String any(List<String> of, RandomGenerator random) {
        return of.get(random.nextInt(of.size()));
    }
}
