package dev.lifeboat.backup;

import dev.lifeboat.runbook.Archive;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Cuts tables into ranges of heap pages, page by page of whole tables. */
final class Chunks {
    /** A batch is one child workflow; a table with more chunks than this is a batch of its own. */
    static final int MOST_IN_A_PAGE = 64;

    private static final long BLOCK_BYTES = 8192;

    private Chunks() {}

    /** The page of the tables behind {@code afterOid}; the tables are sorted by OID. */
    static ChunkPage page(List<SourceCatalog.SizedTable> tables, Archive archive, int number, @Nullable Long afterOid) {
        List<TableChunk> chunks = new ArrayList<>();
        Long last = null;
        for (SourceCatalog.SizedTable table : tables) {
            long oid = table.info().oid();
            if (afterOid != null && oid <= afterOid) {
                continue;
            }
            List<TableChunk> more = chunksOf(table, archive.chunk().bytes());
            if (!chunks.isEmpty() && chunks.size() + more.size() > MOST_IN_A_PAGE) {
                return page(number, chunks, last);
            }
            chunks.addAll(more);
            last = oid;
        }
        return page(number, chunks, null);
    }

    private static ChunkPage page(int number, List<TableChunk> chunks, @Nullable Long nextAfterOid) {
        chunks.sort(Comparator.comparingLong(TableChunk::estimatedBytes).reversed());
        return new ChunkPage(number, chunks, nextAfterOid);
    }

    /** One chunk for a small table; else ranges of whole pages, the last one open, for pages added since. */
    static List<TableChunk> chunksOf(SourceCatalog.SizedTable table, long chunkBytes) {
        long blocks = table.heapBytes() / BLOCK_BYTES;
        long each = Math.max(1, chunkBytes / BLOCK_BYTES);
        List<TableChunk> chunks = new ArrayList<>();
        if (blocks <= each) {
            chunks.add(chunk(table, 1, null, null, table.heapBytes()));
            return chunks;
        }
        int number = 1;
        for (long from = 0; from < blocks; from += each) {
            boolean open = from + each >= blocks;
            chunks.add(chunk(table, number, from, open ? null : from + each, each * BLOCK_BYTES));
            number++;
        }
        return chunks;
    }

    private static TableChunk chunk(
            SourceCatalog.SizedTable table, int number, @Nullable Long from, @Nullable Long to, long bytes) {
        return new TableChunk(
                table.info().oid(), table.info().schema(), table.info().name(), number, from, to, bytes);
    }

    /** Whether the chunks of one table, in order of their numbers, cover it without gap or overlap. */
    static boolean complete(List<TableChunk> chunks) {
        if (chunks.size() == 1
                && chunks.get(0).fromBlock() == null
                && chunks.get(0).toBlock() == null) {
            return true;
        }
        Long expected = 0L;
        for (TableChunk chunk : chunks) {
            if (expected == null || !expected.equals(chunk.fromBlock())) {
                return false;
            }
            expected = chunk.toBlock();
        }
        return expected == null && !chunks.isEmpty();
    }
}
