// SPDX-License-Identifier: Apache-2.0
package io.oncemq.benchmarks.micro;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** Runs the microbenchmarks with JMH, one fork each, and counts what they allocate. */
public final class Microbenchmarks {
    private Microbenchmarks() {}

    /**
     * Runs those whose names match.
     *
     * @param pattern a regular expression that is found in class and method
     * @param out gets {@code jmh.json}
     * @param seconds of each of five measured iterations, after three of warm-up
     */
    public static void run(String pattern, Path out, double seconds) throws RunnerException, IOException {
        Files.createDirectories(out);
        TimeValue time = TimeValue.milliseconds(Math.round(seconds * 1000));
        new Runner(new OptionsBuilder()
                        .include("io\\.oncemq\\.benchmarks\\.micro\\..*(" + pattern + ")")
                        .addProfiler(GCProfiler.class)
                        .forks(1)
                        .warmupIterations(3)
                        .warmupTime(time)
                        .measurementIterations(5)
                        .measurementTime(time)
                        .jvmArgsAppend("-Xmx512m", "-Xms512m")
                        .shouldFailOnError(true)
                        .resultFormat(ResultFormatType.JSON)
                        .result(out.resolve("jmh.json").toString())
                        .build())
                .run();
    }
}
