package dev.lifeboat.backup;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Chunks of one batch in groups, largest first. A large table may go on in the next.
 *
 * @param number of the batch, from 1
 * @param last behind which chunk the next page starts; null: there is none
 */
public record ChunkPage(
        int number, List<ChunkGroup> groups, @Nullable TableChunk last) {
    public ChunkPage {
        groups = List.copyOf(groups);
    }

    /** All chunks of all groups. */
    public List<TableChunk> allChunks() {
        return groups.stream().flatMap(group -> group.chunks().stream()).toList();
    }
}
