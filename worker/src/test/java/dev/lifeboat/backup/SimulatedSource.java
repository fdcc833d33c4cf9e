package dev.lifeboat.backup;

import dev.lifeboat.archive.Extent;
import dev.lifeboat.archive.TableInfo;
import dev.lifeboat.runbook.Archive;
import dev.lifeboat.set.SetContent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A database that is only a list of tables, planned by the code that plans real ones. In the order of their OIDs comes first a run
 * of small tables, as partitions make one, then small and large ones mixed; every large table has as many chunks as the next.
 */
public final class SimulatedSource {
    private static final int PARTS_OF_A_LARGE_CHUNK = 3;
    private static final int PERCENT_SMALL_AT_FIRST = 60;
    private static final long SMALL_BYTES = 400 << 10;
    private static final long FIRST_OID = 16_400;

    private final Archive archive;
    private final List<SourceCatalog.SizedTable> tables = new ArrayList<>();

    /** About {@code chunks} chunks of {@code tables} tables, of which four fifths are small and have one chunk each. */
    public SimulatedSource(int tables, int chunks, Archive archive) {
        this.archive = archive;
        int small = tables * 4 / 5;
        int large = tables - small;
        int each = Math.max(2, (chunks - small) / large);
        for (int index = 0; index < tables; index++) {
            boolean isLarge = index >= tables * PERCENT_SMALL_AT_FIRST / 100 && index % 2 == 1;
            // A little less than whole chunks: rounding must not make another one.
            long bytes = isLarge ? each * archive.chunk().bytes() - (8L << 20) : SMALL_BYTES;
            this.tables.add(new SourceCatalog.SizedTable(table(index), bytes, bytes));
        }
    }

    private static TableInfo table(int index) {
        return new TableInfo(
                FIRST_OID + index,
                "public",
                String.format(Locale.ROOT, "a_table_with_a_name_of_forty_chars_%05d", index),
                0,
                null,
                List.of(),
                0,
                0,
                "",
                List.of(),
                Extent.WHOLE,
                List.of(),
                List.of());
    }

    /** Names as a runbook writes them. */
    public List<String> names() {
        return tables.stream().map(table -> table.info().qualifiedName()).toList();
    }

    /** The page behind a chunk; null: the first. */
    public ChunkPage page(int number, @Nullable TableChunk after) {
        return Chunks.page(tables, archive, SetContent.WHOLE, EarlierChunks.NONE, number, after);
    }

    /** All pages. */
    public List<ChunkPage> pages() {
        List<ChunkPage> pages = new ArrayList<>();
        TableChunk after = null;
        do {
            ChunkPage page = page(pages.size() + 1, after);
            pages.add(page);
            after = page.last();
        } while (after != null);
        return pages;
    }

    /** How many objects a chunk becomes. */
    public static int parts(TableChunk chunk) {
        return chunk.estimatedBytes() <= SMALL_BYTES ? 1 : PARTS_OF_A_LARGE_CHUNK;
    }

    /** What copying a chunk would return: names as long as real ones. */
    public static List<StoredPart> stored(SnapshotTask task, TableChunk chunk) {
        List<StoredPart> stored = new ArrayList<>();
        for (int number = 1; number <= parts(chunk); number++) {
            String object = ChunkCopy.objectName(task, chunk, 1) + (number == 1 ? "" : "." + number) + ".copy.zst.pgp";
            stored.add(new StoredPart(
                    chunk.tableOid(),
                    chunk.number(),
                    number,
                    object,
                    912_345,
                    123_456_789,
                    34_567_890,
                    "c0ffee00".repeat(8),
                    "5eedf00d".repeat(4),
                    null));
        }
        return stored;
    }
}
