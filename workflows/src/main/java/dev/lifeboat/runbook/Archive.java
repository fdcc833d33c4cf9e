package dev.lifeboat.runbook;

/**
 * How a set is written.
 *
 * @param level the compressor's own level
 * @param parallelism chunks copied or loaded at a time
 * @param chunk heap bytes of a table copied by one activity
 * @param part the most bytes one stored object may have, unless a single row is larger
 */
public record Archive(Compression compression, Integer level, Integer parallelism, ByteCount chunk, ByteCount part) {
    /** zstd 1, four at a time, chunks of 256 MiB, parts of 64 MiB. */
    public static final Archive DEFAULT =
            new Archive(Compression.ZSTD, 1, 4, new ByteCount(256L << 20), new ByteCount(64L << 20));

    public Archive {
        compression = compression == null ? Compression.ZSTD : compression;
        level = level == null ? (compression == Compression.ZSTD ? 1 : 6) : level;
        parallelism = parallelism == null ? 4 : parallelism;
        chunk = chunk == null ? new ByteCount(256L << 20) : chunk;
        part = part == null ? new ByteCount(64L << 20) : part;
        if (parallelism < 1 || parallelism > 64) {
            throw new IllegalArgumentException("archive.parallelism: " + parallelism + " is not between 1 and 64");
        }
        int highest = compression == Compression.ZSTD ? 19 : 9;
        if (level < 1 || level > highest) {
            throw new IllegalArgumentException("archive.level: " + level + " is not between 1 and " + highest);
        }
        if (chunk.bytes() < 1 << 20 || part.bytes() < 64 << 10 || part.bytes() > 1L << 30) {
            throw new IllegalArgumentException("archive: chunk must be at least 1MiB, part between 64KiB and 1GiB");
        }
    }
}
