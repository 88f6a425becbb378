// SPDX-License-Identifier: Apache-2.0
package io.oncemq.benchmarks.micro;

import io.oncemq.message.Envelope;
import io.oncemq.message.EnvelopeCodec;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** The stored form of a message's head: written once a send, read once a fetch. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CodecBenchmark {
    private final Envelope envelope = Samples.envelope();
    private final byte[] head = EnvelopeCodec.encodeHead(envelope);

    @Benchmark
    public byte[] encode() {
        return EnvelopeCodec.encodeHead(envelope);
    }

    @Benchmark
    public Envelope decode() {
        return EnvelopeCodec.decode(EnvelopeCodec.FORMAT, head, envelope.body());
    }
}
