package dev.lifeboat.backup;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Chunks of one batch, largest first. A large table may go on in the next.
 *
 * @param number of the batch, from 1
 * @param last behind which chunk the next page starts; null: there is none
 */
public record ChunkPage(
        int number, List<TableChunk> chunks, @Nullable TableChunk last) {
    public ChunkPage {
        chunks = List.copyOf(chunks);
    }
}
