package dev.lifeboat.backup;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Chunks of one batch in groups, largest first. A large table may go on in the next.
 *
 * @param number of the batch, from 1
 * @param last behind which chunk the next page starts; null: there is none
 * @param atATime groups that the source has connections for now; null: the plan is older than that question
 */
public record ChunkPage(
        int number,
        List<ChunkGroup> groups,
        @Nullable TableChunk last,
        @Nullable Integer atATime) {
    public ChunkPage {
        groups = List.copyOf(groups);
    }

    public ChunkPage(int number, List<ChunkGroup> groups, @Nullable TableChunk last) {
        this(number, groups, last, null);
    }

    /** The same page for a source that has connections for so many groups. */
    public ChunkPage withAtATime(int most) {
        return new ChunkPage(number, groups, last, most);
    }

    /** How many groups to copy side by side: as many as the runbook says, and no more than the source can serve. */
    public int parallelism(int wanted) {
        return atATime == null ? wanted : Math.max(1, Math.min(wanted, atATime));
    }

    /** All chunks of all groups. */
    public List<TableChunk> allChunks() {
        return groups.stream().flatMap(group -> group.chunks().stream()).toList();
    }
}
