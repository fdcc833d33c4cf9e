package dev.lifeboat.backup;

import dev.lifeboat.archive.Extent;
import dev.lifeboat.archive.TableInfo;
import dev.lifeboat.runbook.Archive;
import dev.lifeboat.set.Form;
import dev.lifeboat.set.SetContent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Cuts tables into ranges of heap pages, page by page of whole tables. */
final class Chunks {
    /** A batch is one child workflow, whose arguments and history must stay small. */
    static final int MOST_IN_A_PAGE = 64;

    private static final long BLOCK_BYTES = 8192;

    private Chunks() {}

    /**
     * The chunks behind one chunk, in order of table OID and number; null: from the start. A table may go on in the next
     * page: its ranges begin at multiples of the chunk's size, so that one that grows or shrinks meanwhile is still covered.
     */
    static ChunkPage page(
            List<SourceCatalog.SizedTable> tables,
            Archive archive,
            SetContent content,
            int number,
            @Nullable TableChunk after) {
        // A table in JSON is one object.
        long bytes =
                content.form() == Form.JSON ? Long.MAX_VALUE : archive.chunk().bytes();
        List<TableChunk> chunks = new ArrayList<>();
        for (SourceCatalog.SizedTable table : tables) {
            if (isDone(table.info().oid(), after) || !copied(table.info(), content)) {
                continue;
            }
            for (TableChunk chunk : chunksOf(table, bytes, after)) {
                boolean planned =
                        after != null && after.tableOid() == chunk.tableOid() && chunk.number() <= after.number();
                if (!planned && chunks.size() == MOST_IN_A_PAGE) {
                    return page(number, chunks, chunks.get(chunks.size() - 1));
                }
                if (!planned) {
                    chunks.add(chunk);
                }
            }
        }
        return page(number, chunks, null);
    }

    /** Whether the table's rows come in chunks: not those of a table left out, nor those in pg_dump's SQL. */
    static boolean copied(TableInfo table, SetContent content) {
        return table.extent() != Extent.NONE && content.form() != Form.SQL;
    }

    /** Whether earlier pages have all of the table: an open chunk is its last one. */
    private static boolean isDone(long oid, @Nullable TableChunk after) {
        return after != null && (oid < after.tableOid() || (oid == after.tableOid() && after.toBlock() == null));
    }

    private static ChunkPage page(int number, List<TableChunk> chunks, @Nullable TableChunk last) {
        List<TableChunk> sorted = new ArrayList<>(chunks);
        sorted.sort(Comparator.comparingLong(TableChunk::estimatedBytes).reversed());
        return new ChunkPage(number, sorted, last);
    }

    /**
     * One chunk for a small table; else ranges of whole pages, the last one open, for pages added since.
     *
     * @param after a chunk that was planned before; if it is of this table and not open, the ranges go on behind it
     */
    static List<TableChunk> chunksOf(SourceCatalog.SizedTable table, long chunkBytes, @Nullable TableChunk after) {
        Long planned = after != null && after.tableOid() == table.info().oid() ? after.toBlock() : null;
        long least = planned == null ? 0 : planned + 1;
        long blocks = Math.max(table.heapBytes() / BLOCK_BYTES, least);
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
