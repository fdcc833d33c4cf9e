package dev.lifeboat.backup;

import java.util.List;

/** Chunks that one activity copies, over one connection: a large chunk, or many small tables. */
public record ChunkGroup(List<TableChunk> chunks) {
    public ChunkGroup {
        chunks = List.copyOf(chunks);
    }

    /** What a person reads of it in the Temporal UI. */
    String describe() {
        TableChunk first = chunks.get(0);
        String text = first.schema() + "." + first.table() + ", chunk " + first.number();
        return chunks.size() == 1 ? text : text + " and " + (chunks.size() - 1) + " more";
    }
}
