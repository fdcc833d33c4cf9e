package dev.lifeboat.backup;

import dev.lifeboat.runbook.Archive;
import dev.lifeboat.runbook.ByteCount;
import dev.lifeboat.runbook.Compression;
import dev.lifeboat.runbook.Keys;
import dev.lifeboat.runbook.Runbook;

/** Runbooks that refer to unchanged chunks, of the least size. */
public final class Reusing {
    private Reusing() {}

    /** The same system with {@code archive.reuse}. */
    public static Runbook of(Runbook runbook) {
        return with(runbook, archive(Compression.ZSTD), runbook.keys());
    }

    /** The same, with chunks of this size, each one part. */
    public static Runbook of(Runbook runbook, ByteCount chunk) {
        return with(runbook, new Archive(Compression.ZSTD, 1, 2, chunk, chunk, true), runbook.keys());
    }

    static Archive archive(Compression compression) {
        return new Archive(compression, 1, 2, new ByteCount(1 << 20), new ByteCount(64 << 10), true);
    }

    static Runbook with(Runbook runbook, Archive archive, Keys keys) {
        return runbook.withKeys(keys).withArchive(archive);
    }
}
