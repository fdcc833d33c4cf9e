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

/** Cuts tables into ranges of heap pages, page by page of whole tables, small tables together. */
final class Chunks {
    /** A page is one child workflow, whose arguments and history must stay small. */
    static final int MOST_GROUPS = 128;

    static final int MOST_CHUNKS = 512;
    /** A group is one activity: its connection and its way through the engine cost as much as a few hundred rows. */
    static final int MOST_IN_A_GROUP = 64;

    private static final long MOST_BYTES_IN_A_GROUP = 8 << 20;

    private static final long BLOCK_BYTES = 8192;
    /** Of any table: PostgreSQL numbers them with 32 bits. */
    private static final long MOST_BLOCKS = 1L << 32;

    private Chunks() {}

    /**
     * The chunks behind one chunk, in order of table OID and number; null: from the start. A table may go on in the next
     * page: its ranges begin at multiples of the chunk's size, so that one that grows or shrinks meanwhile is still covered.
     */
    static ChunkPage page(
            List<SourceCatalog.SizedTable> tables,
            Archive archive,
            SetContent content,
            EarlierChunks earlier,
            int number,
            @Nullable TableChunk after) {
        // A table in JSON is one object.
        long bytes =
                content.form() == Form.JSON ? Long.MAX_VALUE : archive.chunk().bytes();
        Groups groups = new Groups();
        for (SourceCatalog.SizedTable table : tables) {
            if (isDone(table.info().oid(), after) || !copied(table.info(), content)) {
                continue;
            }
            long each = archive.reuse() && content.form() == Form.ARCHIVE
                    ? steadyBlocks(table, bytes, earlier.blocksEach(table.info().oid()))
                    : blocksEach(table, bytes);
            for (TableChunk chunk : rangesOf(table, each, after)) {
                boolean planned =
                        after != null && after.tableOid() == chunk.tableOid() && chunk.number() <= after.number();
                if (!planned && !groups.add(chunk)) {
                    return new ChunkPage(number, groups.largestFirst(), groups.last());
                }
            }
        }
        return new ChunkPage(number, groups.largestFirst(), null);
    }

    /** The groups of a page, as far as they fit. */
    private static final class Groups {
        private final List<ChunkGroup> groups = new ArrayList<>();
        private final List<TableChunk> small = new ArrayList<>();
        private long smallBytes;
        private int chunks;
        private @Nullable TableChunk last;

        /** False: the page is full. */
        boolean add(TableChunk chunk) {
            if (chunks == MOST_CHUNKS || groups.size() + 1 >= MOST_GROUPS) {
                return false;
            }
            chunks++;
            last = chunk;
            if (chunk.estimatedBytes() > MOST_BYTES_IN_A_GROUP) {
                groups.add(new ChunkGroup(List.of(chunk)));
                return true;
            }
            if (small.size() == MOST_IN_A_GROUP || smallBytes + chunk.estimatedBytes() > MOST_BYTES_IN_A_GROUP) {
                endSmall();
            }
            small.add(chunk);
            smallBytes += chunk.estimatedBytes();
            return true;
        }

        private void endSmall() {
            groups.add(new ChunkGroup(small));
            small.clear();
            smallBytes = 0;
        }

        @Nullable
        TableChunk last() {
            return last;
        }

        List<ChunkGroup> largestFirst() {
            if (!small.isEmpty()) {
                endSmall();
            }
            return groups.stream()
                    .sorted(Comparator.comparingLong(Groups::bytes).reversed())
                    .toList();
        }

        private static long bytes(ChunkGroup group) {
            return group.chunks().stream().mapToLong(TableChunk::estimatedBytes).sum();
        }
    }

    /** Whether the table's rows come in chunks: not those of a table left out, nor those in pg_dump's SQL. */
    static boolean copied(TableInfo table, SetContent content) {
        return table.extent() != Extent.NONE && content.form() != Form.SQL;
    }

    /** Whether earlier pages have all of the table: an open chunk is its last one. */
    private static boolean isDone(long oid, @Nullable TableChunk after) {
        return after != null && (oid < after.tableOid() || (oid == after.tableOid() && after.toBlock() == null));
    }

    /**
     * One chunk for a small table; else ranges of whole pages, the last one open, for pages added since.
     *
     * @param after a chunk that was planned before; if it is of this table and not open, the ranges go on behind it
     */
    static List<TableChunk> chunksOf(SourceCatalog.SizedTable table, long chunkBytes, @Nullable TableChunk after) {
        return rangesOf(table, blocksEach(table, chunkBytes), after);
    }

    /** Rows that are stored outside of the heap count: otherwise a chunk of large values would be a hundred times as large. */
    private static long blocksEach(SourceCatalog.SizedTable table, long chunkBytes) {
        long blocks = table.heapBytes() / BLOCK_BYTES;
        return Math.max(1, (long) (chunkBytes / (double) Math.max(1, table.bytes()) * blocks));
    }

    /**
     * Pages a chunk that stay the same from set to set while a table grows: the nearest power of two, or the earlier one as long
     * as it is between half and twice of that.
     */
    static long steadyBlocks(SourceCatalog.SizedTable table, long chunkBytes, @Nullable Long earlier) {
        long exact = Math.min(MOST_BLOCKS, blocksEach(table, chunkBytes));
        long wanted = Long.highestOneBit(exact + exact / 3);
        return earlier != null && earlier >= wanted / 2 && earlier / 2 <= wanted ? earlier : wanted;
    }

    private static List<TableChunk> rangesOf(
            SourceCatalog.SizedTable table, long blocksEach, @Nullable TableChunk after) {
        long blocks = table.heapBytes() / BLOCK_BYTES;
        long each = blocksEach;
        if (after != null
                && after.tableOid() == table.info().oid()
                && after.fromBlock() != null
                && after.toBlock() != null) {
            each = after.toBlock() - after.fromBlock();
            blocks = Math.max(blocks, after.toBlock() + 1);
        }
        List<TableChunk> chunks = new ArrayList<>();
        if (blocks <= each) {
            chunks.add(chunk(table, 1, null, null, table.bytes()));
            return chunks;
        }
        int number = 1;
        for (long from = 0; from < blocks; from += each) {
            boolean open = from + each >= blocks;
            long size = Math.min(each, blocks - from);
            chunks.add(
                    chunk(table, number, from, open ? null : from + each, Math.max(1, table.bytes()) / blocks * size));
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
