package dev.lifeboat.archive;

import com.dynatrace.hash4j.hashing.HashValue128;
import com.dynatrace.hash4j.hashing.Hasher128;
import com.dynatrace.hash4j.hashing.Hashing;
import java.util.HexFormat;

/**
 * The content hash: the 128-bit XXH3 of each COPY line (with its line feed), summed modulo 2^128. It does not depend on the
 * order of rows and adds up over parts. It answers "is it the same data"; against an adversary stand signature and SHA-256.
 * Not thread-safe.
 */
public final class RowHash {
    private static final Hasher128 XXH3 = Hashing.xxh3_128();
    private static final HexFormat HEX = HexFormat.of();

    private long high;
    private long low;
    private long rows;

    /** Adds a row: its COPY line with the line feed. */
    public void add(byte[] line, int offset, int length) {
        HashValue128 hash = XXH3.hashBytesTo128Bits(line, offset, length);
        add(hash.getMostSignificantBits(), hash.getLeastSignificantBits());
        rows++;
    }

    /** Adds all rows of another sum. */
    public void add(RowHash other) {
        add(other.high, other.low);
        rows += other.rows;
    }

    /** Adds a stored sum of so many rows; throws {@link IllegalArgumentException} unless it is 32 hex digits. */
    public void add(String hex, long rowCount) {
        if (hex.length() != 32) {
            throw new IllegalArgumentException("a content hash has 32 hex digits: " + hex.length());
        }
        add(HexFormat.fromHexDigitsToLong(hex, 0, 16), HexFormat.fromHexDigitsToLong(hex, 16, 32));
        rows += rowCount;
    }

    private void add(long addHigh, long addLow) {
        long sum = low + addLow;
        high += addHigh + (Long.compareUnsigned(sum, low) < 0 ? 1 : 0);
        low = sum;
    }

    /** Rows added so far. */
    public long rows() {
        return rows;
    }

    /** The sum, 32 lower-case hex digits. */
    public String hex() {
        return HEX.toHexDigits(high) + HEX.toHexDigits(low);
    }
}
