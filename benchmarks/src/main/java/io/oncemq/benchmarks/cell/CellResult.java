// SPDX-License-Identifier: Apache-2.0
package io.oncemq.benchmarks.cell;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** What came of a cell: its figure, other figures beside it, and what the checks found. Safe for any thread. */
public final class CellResult {
    private static final String VALUE = "value";
    private static final String METRIC = "metric.";
    private static final String PROBLEM = "problem.";

    private final Map<String, Double> metrics = new ConcurrentSkipListMap<>();
    private final List<String> problems = new CopyOnWriteArrayList<>();
    private volatile double value = Double.NaN;

    /** The figure that the workload is about. */
    public void value(double figure) {
        value = figure;
    }

    public double value() {
        return value;
    }

    /** A figure that helps to explain the first. */
    public void metric(String name, double figure) {
        metrics.put(name, figure);
    }

    public @Nullable Double metric(String name) {
        return metrics.get(name);
    }

    public Map<String, Double> metrics() {
        return new TreeMap<>(metrics);
    }

    /** A check that failed. */
    public void problem(String text) {
        problems.add(text);
    }

    public List<String> problems() {
        return List.copyOf(problems);
    }

    /** Takes over what an earlier phase found, where this one has nothing of that name. */
    public void addEarlier(CellResult earlier) {
        earlier.metrics.forEach(metrics::putIfAbsent);
        problems.addAll(earlier.problems);
    }

    /** Adds the figure of a phase that ran at the same time; of what lies beside it, the greatest counts. */
    public void addConcurrent(CellResult other) {
        value(Double.isNaN(value) ? other.value : value + other.value);
        other.metrics.forEach((name, figure) -> metrics.merge(name, figure, Math::max));
        problems.addAll(other.problems);
    }

    public void write(Path file) throws IOException {
        Properties properties = new Properties();
        properties.setProperty(VALUE, Double.toString(value));
        metrics.forEach((name, figure) -> properties.setProperty(METRIC + name, Double.toString(figure)));
        for (int i = 0; i < problems.size(); i++) {
            properties.setProperty(PROBLEM + i, problems.get(i));
        }
        try (Writer writer = Files.newBufferedWriter(file)) {
            properties.store(writer, null);
        }
    }

    public static CellResult read(Path file) throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        }
        CellResult result = new CellResult();
        result.value(Double.parseDouble(properties.getProperty(VALUE)));
        List<String> names = new ArrayList<>(properties.stringPropertyNames());
        names.sort(null);
        for (String name : names) {
            if (name.startsWith(METRIC)) {
                result.metric(name.substring(METRIC.length()), Double.parseDouble(properties.getProperty(name)));
            } else if (name.startsWith(PROBLEM)) {
                result.problem(properties.getProperty(name));
            }
        }
        return result;
    }
}
