package dev.lifeboat.archive;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;

/** Counts and digests what is stored; does not close the object. */
final class Measured extends FilterOutputStream {
    private final MessageDigest digest = Digests.sha256();
    private long size;

    Measured(OutputStream out) {
        super(out);
    }

    long size() {
        return size;
    }

    MessageDigest digest() {
        return digest;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        out.write(bytes, offset, length);
        digest.update(bytes, offset, length);
        size += length;
    }

    @Override
    public void close() throws IOException {
        flush();
    }
}
