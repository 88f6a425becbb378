// SPDX-License-Identifier: Apache-2.0
package io.oncemq.fault;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.h2.store.fs.FileBase;
import org.h2.store.fs.FilePath;
import org.h2.store.fs.FilePathWrapper;

/**
 * A file system for H2 (scheme {@code failing:}) that remembers what each file would hold after a power cut: what was
 * written before the last sync, and of what was written since then nothing, a beginning, or some of it in no order. Counts syncs.
 */
public final class FailingDisk extends FilePathWrapper {
    public static final String SCHEME = "failing";

    private static final int MOST_OUTCOMES = 100;

    private static final Map<String, Durable> FILES = new HashMap<>();

    static {
        FilePath.register(new FailingDisk());
    }

    /** Makes H2 know the scheme. */
    public static void install() {
        // The static initialiser did.
    }

    @Override
    public String getScheme() {
        return SCHEME;
    }

    @Override
    public FileChannel open(String mode) throws IOException {
        Durable durable;
        synchronized (FILES) {
            durable = FILES.computeIfAbsent(unwrap().toString(), name -> new Durable());
        }
        return new FailingFile(super.open(mode), durable);
    }

    /** What is left of a file when the power fails now, written to another place. */
    static void cut(String name, Path target, Random random) throws IOException {
        Files.write(target, durable(name).afterPowerCut(random));
    }

    /**
     * What may be left of a file when the power fails now: each choice of the writes since the last sync. Of many
     * choices, some.
     */
    static Iterator<byte[]> outcomes(String name, Random random) {
        Durable now = durable(name).copy();
        long all = 1L << now.since.size();
        LongStream choices = all <= MOST_OUTCOMES ? LongStream.range(0, all) : random.longs(MOST_OUTCOMES, 0, all);
        return choices.mapToObj(choice -> now.outcome(choice)).iterator();
    }

    /** How often a file was synced since it was first opened. */
    public static int syncs(String name) {
        return durable(name).syncs();
    }

    private static Durable durable(String name) {
        synchronized (FILES) {
            Durable durable = FILES.get(name);
            if (durable == null) {
                throw new IllegalArgumentException("no such file: " + name + ", there are " + FILES.keySet());
            }
            return durable;
        }
    }

    /** The synced content of one file and the writes since. Guarded by its own monitor. */
    private static final class Durable {
        private byte[] synced = new byte[0];
        private int size;
        private int syncs;
        private final List<Write> since = new ArrayList<>();

        synchronized void write(long position, byte[] bytes) {
            since.add(new Write(position, bytes));
        }

        synchronized void truncate(long newSize) {
            since.add(new Write(newSize, new byte[0]));
        }

        synchronized void sync() {
            since.forEach(this::apply);
            since.clear();
            syncs++;
        }

        synchronized int syncs() {
            return syncs;
        }

        private void apply(Write write) {
            int end = Math.toIntExact(write.position + write.bytes.length);
            if (write.bytes.length == 0) {
                size = end;
                return;
            }
            if (synced.length < end) {
                byte[] grown = new byte[Math.max(end, synced.length * 2)];
                System.arraycopy(synced, 0, grown, 0, size);
                synced = grown;
            }
            System.arraycopy(write.bytes, 0, synced, (int) write.position, write.bytes.length);
            size = Math.max(size, end);
        }

        /** The choice has a bit for each write: whether it is there. */
        byte[] outcome(long choice) {
            Durable left = copy();
            for (int i = 0; i < since.size(); i++) {
                if ((choice >> i & 1) == 1) {
                    left.apply(since.get(i));
                }
            }
            return left.content();
        }

        synchronized Durable copy() {
            Durable copy = new Durable();
            copy.synced = synced.clone();
            copy.size = size;
            copy.since.addAll(since);
            return copy;
        }

        private byte[] content() {
            return Arrays.copyOf(synced, size);
        }

        synchronized byte[] afterPowerCut(Random random) {
            Durable left = copy();
            int choice = random.nextInt(3);
            int kept = choice == 0 ? 0 : random.nextInt(since.size() + 1);
            for (int i = 0; i < since.size(); i++) {
                boolean keep = choice == 2 ? random.nextBoolean() : i < kept;
                if (keep) {
                    left.apply(since.get(i));
                }
            }
            return left.content();
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Write(long position, byte[] bytes) {}

    private static final class FailingFile extends FileBase {
        private final FileChannel base;
        private final Durable durable;

        FailingFile(FileChannel base, Durable durable) {
            this.base = base;
            this.durable = durable;
        }

        @Override
        public synchronized int write(ByteBuffer source, long position) throws IOException {
            byte[] bytes = new byte[source.remaining()];
            source.duplicate().get(bytes);
            int written = base.write(source, position);
            durable.write(position, written == bytes.length ? bytes : Arrays.copyOf(bytes, written));
            return written;
        }

        @Override
        public synchronized int write(ByteBuffer source) throws IOException {
            long position = base.position();
            int written = write(source, position);
            base.position(position + written);
            return written;
        }

        @Override
        public void force(boolean metaData) throws IOException {
            base.force(metaData);
            durable.sync();
        }

        @Override
        public FileChannel truncate(long newSize) throws IOException {
            if (newSize < base.size()) {
                base.truncate(newSize);
                durable.truncate(newSize);
            }
            return this;
        }

        @Override
        public int read(ByteBuffer target) throws IOException {
            return base.read(target);
        }

        @Override
        public synchronized int read(ByteBuffer target, long position) throws IOException {
            return base.read(target, position);
        }

        @Override
        public long position() throws IOException {
            return base.position();
        }

        @Override
        public FileChannel position(long newPosition) throws IOException {
            base.position(newPosition);
            return this;
        }

        @Override
        public long size() throws IOException {
            return base.size();
        }

        @Override
        public FileLock tryLock(long position, long length, boolean shared) throws IOException {
            return base.tryLock(position, length, shared);
        }

        @Override
        protected void implCloseChannel() throws IOException {
            base.close();
        }
    }
}
