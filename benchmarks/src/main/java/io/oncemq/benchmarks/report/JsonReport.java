// SPDX-License-Identifier: Apache-2.0
package io.oncemq.benchmarks.report;

import io.oncemq.benchmarks.cell.CellResult;
import io.oncemq.benchmarks.system.SystemId;
import io.oncemq.benchmarks.workload.Workload;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The results for programs: every run of every cell. */
public final class JsonReport {
    private final Setting setting;
    private final Figures figures;

    public JsonReport(Setting setting, Figures figures) {
        this.setting = setting;
        this.figures = figures;
    }

    public String text() {
        StringBuilder text = new StringBuilder("{\n");
        text.append("  \"begun\": ").append(quoted(setting.begun().toString())).append(",\n");
        text.append("  \"form\": ").append(quoted(setting.form())).append(",\n");
        text.append("  \"machine\": ").append(quoted(setting.machine())).append(",\n");
        text.append("  \"versions\": ").append(quoted(setting.versions())).append(",\n");
        text.append("  \"syncNanos\": ").append(setting.syncNanos()).append(",\n");
        text.append("  \"warmUpMillis\": ").append(setting.warmUpMillis()).append(",\n");
        text.append("  \"measureMillis\": ").append(setting.measureMillis()).append(",\n");
        text.append("  \"cells\": [");
        String separator = "\n";
        for (Workload workload : figures.workloads()) {
            for (SystemId system : figures.systems()) {
                for (CellResult result : figures.results(workload, system)) {
                    text.append(separator).append(cell(workload, system, result));
                    separator = ",\n";
                }
            }
        }
        return text.append("\n  ]\n}\n").toString();
    }

    private static String cell(Workload workload, SystemId system, CellResult result) {
        return "    {\"workload\": " + quoted(workload.name()) + ", \"system\": " + quoted(system.name())
                + ", \"unit\": " + quoted(workload.unit()) + ", \"value\": " + number(result.value())
                + ", \"metrics\": {"
                + result.metrics().entrySet().stream().map(JsonReport::metric).collect(Collectors.joining(", "))
                + "}, \"problems\": " + list(result.problems()) + "}";
    }

    private static String metric(Map.Entry<String, Double> metric) {
        return quoted(metric.getKey()) + ": " + number(metric.getValue());
    }

    private static String list(List<String> texts) {
        return texts.stream().map(JsonReport::quoted).collect(Collectors.joining(", ", "[", "]"));
    }

    private static String number(double value) {
        return Double.isFinite(value) ? Double.toString(Math.round(value * 1000) / 1000.0) : "null";
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char each = text.charAt(i);
            if (each == '"' || each == '\\') {
                quoted.append('\\').append(each);
            } else if (each < ' ') {
                quoted.append(String.format("\\u%04x", (int) each));
            } else {
                quoted.append(each);
            }
        }
        return quoted.append('"').toString();
    }
}
