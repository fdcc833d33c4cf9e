package dev.lifeboat.store;

/**
 * The bytes of an object that are asked for; IllegalArgumentException for a negative number.
 *
 * @param offset of the first byte, from 0
 * @param length the most bytes; {@link Long#MAX_VALUE}: to the end
 */
public record ByteRange(long offset, long length) {
    public ByteRange {
        if (offset < 0 || length < 0) {
            throw new IllegalArgumentException(length + " bytes from byte " + offset + " on are no range");
        }
    }

    /** What of it lies in an object of so many bytes; empty at its end where nothing does. */
    public ByteRange within(long size) {
        long from = Math.min(offset, size);
        return new ByteRange(from, Math.min(length, size - from));
    }
}
