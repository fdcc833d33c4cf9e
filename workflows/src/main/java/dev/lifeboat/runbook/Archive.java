package dev.lifeboat.runbook;

/**
 * How a set is written.
 *
 * @param level the compressor's own level
 * @param parallelism chunks copied or loaded at a time
 * @param chunk bytes of a table copied by one activity
 * @param part the most bytes one stored object may have, unless a single row is larger
 * @param reuse whether chunks whose text is that of the set before are referred to and not stored again; sets of other forms
 *     than the archive are stored whole all the same
 */
public record Archive(
        Compression compression, Integer level, Integer parallelism, ByteCount chunk, ByteCount part, boolean reuse) {
    private static final long CHUNK_BYTES = 256L << 20;
    /** One changed row stores its whole chunk anew. */
    private static final long REUSED_CHUNK_BYTES = 32L << 20;

    /** zstd 1, four at a time, chunks of 256 MiB, parts of 64 MiB, every chunk stored. */
    public static final Archive DEFAULT =
            new Archive(Compression.ZSTD, 1, 4, new ByteCount(CHUNK_BYTES), new ByteCount(64L << 20), false);

    public Archive {
        compression = compression == null ? Compression.ZSTD : compression;
        level = level == null ? (compression == Compression.ZSTD ? 1 : 6) : level;
        parallelism = parallelism == null ? 4 : parallelism;
        chunk = chunk == null ? new ByteCount(reuse ? REUSED_CHUNK_BYTES : CHUNK_BYTES) : chunk;
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
