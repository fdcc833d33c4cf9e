package dev.lifeboat.archive;

import java.io.ByteArrayOutputStream;

/**
 * Cuts COPY text into rows and hashes them. In COPY's text format a line feed is always the end of a row: one inside a value
 * is written as {@code \n}. Not thread-safe.
 */
public final class RowCounter implements CopyText {
    private final RowHash hash = new RowHash();
    private final ByteArrayOutputStream rest = new ByteArrayOutputStream();
    private long bytes;

    @Override
    public void accept(byte[] block, int offset, int length) {
        bytes += length;
        int start = offset;
        int end = offset + length;
        for (int i = offset; i < end; i++) {
            if (block[i] == '\n') {
                row(block, start, i + 1 - start);
                start = i + 1;
            }
        }
        rest.write(block, start, end - start);
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
