// SPDX-License-Identifier: Apache-2.0
package io.oncemq.benchmarks.report;

import io.oncemq.benchmarks.system.Family;
import io.oncemq.benchmarks.system.SystemId;
import io.oncemq.benchmarks.workload.Workload;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Bars: a panel for each workload, a bar for each system, a line over it from the least to the most. */
public final class SvgChart {
    private static final int COLUMNS = 2;
    private static final int PANEL_WIDTH = 560;
    private static final int LABEL_WIDTH = 190;
    private static final int BAR_WIDTH = 270;
    private static final int ROW_HEIGHT = 20;
    private static final int HEAD_HEIGHT = 44;
    private static final int GAP = 24;
    private static final Map<Family, String> COLOURS = Map.of(
            Family.ONCEMQ, "#1f6feb",
            Family.ARTEMIS, "#d98e2b",
            Family.CLASSIC, "#8a6fc4",
            Family.LIMIT, "#9aa4ae");

    private final Figures figures;
    private final StringBuilder svg = new StringBuilder();

    public SvgChart(Figures figures) {
        this.figures = figures;
    }

    public String text() {
        List<Workload> workloads = figures.workloads();
        int y = GAP;
        StringBuilder panels = new StringBuilder();
        for (int i = 0; i < workloads.size(); i += COLUMNS) {
            int height = 0;
            for (int column = 0; column < COLUMNS && i + column < workloads.size(); column++) {
                svg.setLength(0);
                height = Math.max(height, panel(workloads.get(i + column), GAP + column * PANEL_WIDTH, y));
                panels.append(svg);
            }
            y += height + GAP;
        }
        int width = COLUMNS * PANEL_WIDTH + GAP;
        return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " + width + " " + y + "\" width=\"" + width
                + "\" height=\"" + y + "\" font-family=\"sans-serif\" font-size=\"12\">\n"
                + "<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n" + panels + "</svg>\n";
    }

    private int panel(Workload workload, int x, int y) {
        text(x, y + 14, "bold", "#1b1f24", "start", workload.title());
        text(
                x,
                y + 30,
                "normal",
                "#57606a",
                "start",
                workload.unit() + (workload.moreIsBetter() ? "" : "; less is better"));
        List<SystemId> systems = figures.systems().stream()
                .filter(system -> figures.spread(workload, system).isPresent())
                .toList();
        double most = systems.stream()
                .mapToDouble(system ->
                        figures.spread(workload, system).map(Spread::most).orElse(0.0))
                .max()
                .orElse(1);
        int row = y + HEAD_HEIGHT;
        for (SystemId system : systems) {
            Spread spread = figures.spread(workload, system).orElseThrow();
            bar(system, spread, most, x, row);
            row += ROW_HEIGHT;
        }
        return row - y;
    }

    private void bar(SystemId system, Spread spread, double most, int x, int y) {
        boolean ours = system.family() == Family.ONCEMQ;
        int middle = y + ROW_HEIGHT / 2;
        text(x + LABEL_WIDTH - 8, middle + 4, ours ? "bold" : "normal", "#1b1f24", "end", system.name());
        double scale = BAR_WIDTH / most;
        int left = x + LABEL_WIDTH;
        svg.append(String.format(
                Locale.ROOT,
                "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>%n",
                left,
                y + 3,
                Math.max(1, spread.median() * scale),
                ROW_HEIGHT - 6,
                COLOURS.get(system.family())));
        svg.append(String.format(
                Locale.ROOT,
                "<path d=\"M%.1f %d H%.1f\" stroke=\"#1b1f24\" stroke-width=\"1.5\"/>%n",
                left + spread.least() * scale,
                middle,
                left + spread.most() * scale));
        text(
                (int) (left + spread.most() * scale) + 6,
                middle + 4,
                ours ? "bold" : "normal",
                "#1b1f24",
                "start",
                Numbers.figure(spread.median()));
    }

    private void text(int x, int y, String weight, String colour, String anchor, String words) {
        svg.append("<text x=\"")
                .append(x)
                .append("\" y=\"")
                .append(y)
                .append("\" font-weight=\"")
                .append(weight)
                .append("\" fill=\"")
                .append(colour)
                .append("\" text-anchor=\"")
                .append(anchor)
                .append("\">")
                .append(words.replace("&", "&amp;").replace("<", "&lt;"))
                .append("</text>\n");
    }
}
