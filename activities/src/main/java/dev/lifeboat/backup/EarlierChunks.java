package dev.lifeboat.backup;

import dev.lifeboat.archive.ChunkInfo;
import dev.lifeboat.archive.Manifest;
import dev.lifeboat.archive.PartInfo;
import dev.lifeboat.archive.RowHash;
import dev.lifeboat.archive.TableInfo;
import dev.lifeboat.store.Store;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The chunks of the set that a backup may refer to. Thread-safe. */
final class EarlierChunks {
    /** Of a backup that stores everything. */
    static final EarlierChunks NONE = new EarlierChunks("", List.of());

    private final String set;
    private final Map<Long, TableInfo> tables = new HashMap<>();

    private EarlierChunks(String set, List<TableInfo> tables) {
        this.set = set;
        tables.stream()
                .filter(table -> !table.chunks().isEmpty())
                .forEach(table -> this.tables.put(table.oid(), table));
    }

    static EarlierChunks of(Manifest manifest) {
        return new EarlierChunks(manifest.set(), manifest.tables());
    }

    /**
     * A chunk of the earlier set.
     *
     * @param parts with the set that stored them
     */
    record Chunk(ChunkInfo info, List<PartInfo> parts) {
        /** Whether these are its rows, byte by byte and in their order. */
        boolean is(RowHash rows, ChunkText text) {
            RowHash hash = new RowHash();
            parts.forEach(part -> hash.add(part.hash(), part.rows()));
            return hash.rows() == rows.rows()
                    && parts.stream().mapToLong(PartInfo::bytes).sum() == text.bytes()
                    && hash.hex().equals(rows.hex())
                    && info.textSha256().equals(text.sha256());
        }

        String textSha256() {
            return info.textSha256();
        }

        /** Whether its objects are still there: what is not, is stored again. */
        boolean isIn(Store store) {
            return parts.stream().allMatch(part -> store.exists(part.place()));
        }
    }

    /** How many pages each of the table's chunks has; null: it was one chunk, or is not known. */
    @Nullable
    Long blocksEach(long tableOid) {
        TableInfo table = tables.get(tableOid);
        return table == null ? null : table.chunks().get(0).toBlock();
    }

    /**
     * What this chunk was, or null if there is nothing to compare it with. The end of its range may differ, since the last chunk
     * of a table goes on where pages were added: the text decides.
     *
     * @param columns as they are read now
     */
    @Nullable
    Chunk of(TableChunk chunk, List<String> columns) {
        TableInfo table = tables.get(chunk.tableOid());
        if (table == null
                || !table.columns().equals(columns)
                || chunk.number() > table.chunks().size()) {
            return null;
        }
        ChunkInfo info = table.chunks().get(chunk.number() - 1);
        if (from(info.fromBlock()) != from(chunk.fromBlock()) || info.parts() == 0) {
            return null;
        }
        int first = table.chunks().stream()
                .limit(chunk.number() - 1L)
                .mapToInt(ChunkInfo::parts)
                .sum();
        return new Chunk(info, inTheirSets(table.parts().subList(first, first + info.parts())));
    }

    private static long from(@Nullable Long block) {
        return Objects.requireNonNullElse(block, 0L);
    }

    /** The set that stored an object is named, never one that referred to it: there are no chains. */
    private List<PartInfo> inTheirSets(List<PartInfo> parts) {
        List<PartInfo> named = new ArrayList<>();
        for (PartInfo part : parts) {
            named.add(new PartInfo(
                    part.object(),
                    part.rows(),
                    part.bytes(),
                    part.storedBytes(),
                    part.sha256(),
                    part.hash(),
                    part.set() == null ? set : part.set()));
        }
        return named;
    }
}
