// SPDX-License-Identifier: Apache-2.0
package io.oncemq.benchmarks.micro;

import io.oncemq.message.Envelope;
import io.oncemq.selector.Selector;
import io.oncemq.selector.SelectorFacts;
import io.oncemq.selector.SelectorSyntaxException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** A selector is read once a consumer and asked once a message that it passes. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class SelectorBenchmark {
    private static final SelectorFacts FACTS = new SelectorFacts() {
        @Override
        public String messageId() {
            return "ID:00000000-0123456789abcdef";
        }

        @Override
        public int deliveryCount() {
            return 1;
        }
    };

    @Param({
        "items = 3",
        "customer LIKE 'ACME%' AND amount BETWEEN 100 AND 200",
        "(express = TRUE OR amount > 1000) AND customer IN ('ACME Corporation', 'Other') AND missing IS NULL"
    })
    public String text = "";

    private final Envelope envelope = Samples.envelope();
    private Selector selector;

    /** Read by {@link #read} again; here only so that nothing is null. */
    public SelectorBenchmark() {
        selector = parsed("TRUE");
    }

    @Setup
    public void setUp() {
        selector = parsed(text);
    }

    private static Selector parsed(String text) {
        try {
            return Selector.parse(text);
        } catch (SelectorSyntaxException e) {
            throw new IllegalArgumentException(e);
        }
    }

    @Benchmark
    public boolean match() {
        return selector.matches(envelope, FACTS);
    }

    @Benchmark
    public Selector read() {
        return parsed(text);
    }
}
