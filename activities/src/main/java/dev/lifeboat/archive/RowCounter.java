package dev.lifeboat.archive;

import java.io.ByteArrayOutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Cuts COPY text into rows and hashes them. In COPY's text format a line feed is always the end of a row: one inside a value
 * is written as {@code \n}. Not thread-safe.
 */
public final class RowCounter implements CopyText {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long LINE_FEEDS = ONES * '\n';

    private final RowHash hash = new RowHash();
    private final ByteArrayOutputStream rest = new ByteArrayOutputStream();
    private long bytes;

    @Override
    public void accept(byte[] block, int offset, int length) {
        bytes += length;
        int start = offset;
        int end = offset + length;
        for (int i = lineFeed(block, start, end); i < end; i = lineFeed(block, start, end)) {
            row(block, start, i + 1 - start);
            start = i + 1;
        }
        rest.write(block, start, end - start);
    }

    /** Where the next line feed is, or the end. Eight bytes at a time: this looks at every byte of a set. */
    private static int lineFeed(byte[] block, int from, int end) {
        int i = from;
        for (; i + Long.BYTES <= end; i += Long.BYTES) {
            long others = (long) LONGS.get(block, i) ^ LINE_FEEDS;
            // A byte that is zero now was a line feed; only its highest bit, and none before it, is set by this.
            long found = (others - ONES) & ~others & (ONES << 7);
            if (found != 0) {
                return i + Long.numberOfTrailingZeros(found) / Byte.SIZE;
            }
        }
        while (i < end && block[i] != '\n') {
            i++;
        }
        return i;
    }

    private void row(byte[] block, int offset, int length) {
        if (rest.size() == 0) {
            hash.add(block, offset, length);
        } else {
            rest.write(block, offset, length);
            finish();
        }
    }

    /** Ends a last row without a line feed. */
    public void finish() {
        if (rest.size() > 0) {
            hash.add(rest.toByteArray(), 0, rest.size());
            rest.reset();
        }
    }

    /** The sum and count of the rows so far. */
    public RowHash hash() {
        return hash;
    }

    /** Bytes so far. */
    public long bytes() {
        return bytes;
    }
}
