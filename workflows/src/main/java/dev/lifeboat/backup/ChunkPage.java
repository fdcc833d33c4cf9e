package dev.lifeboat.backup;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Chunks of whole tables, largest first: one batch.
 *
 * @param number of the batch, from 1
 * @param nextAfterOid where the next page starts; null: this is the last
 */
public record ChunkPage(
        int number, List<TableChunk> chunks, @Nullable Long nextAfterOid) {
    public ChunkPage {
        chunks = List.copyOf(chunks);
    }
}
