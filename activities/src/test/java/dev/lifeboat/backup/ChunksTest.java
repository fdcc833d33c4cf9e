package dev.lifeboat.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lifeboat.archive.Extent;
import dev.lifeboat.archive.TableInfo;
import dev.lifeboat.runbook.Archive;
import dev.lifeboat.runbook.ByteCount;
import dev.lifeboat.set.SetContent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChunksTest {
    private static final Archive ARCHIVE = new Archive(null, null, null, new ByteCount(1 << 20), null, false);

    @Test
    void copiesASmallTableWholeAndALargeOneInRangesOfWhichTheLastIsOpen() {
        List<TableChunk> chunks = all(List.of(table(7, 1 << 20)), List.of(table(7, 1 << 20)));
        assertThat(chunks).hasSize(1);
        assertThat(chunks.get(0).fromBlock()).isNull();

        List<TableChunk> ranges = all(List.of(table(7, (1 << 20) + 8192)), List.of());
        assertThat(ranges).extracting(TableChunk::fromBlock).containsExactly(0L, 128L);
        assertThat(ranges).extracting(TableChunk::toBlock).containsExactly(128L, null);
    }

    /** Sizes are read again for each page: the table may have grown or shrunk by then. */
    @ParameterizedTest
    @CsvSource({
        "700, 700",
        "700, 512",
        "700, 10",
        "700, 0",
        "700, 3000",
        "512, 512",
        "512, 1500",
        "513, 513",
        "1, 1400",
        "511, 513"
    })
    void coversATableWithoutGapOrOverlapOverSeveralPages(int mebibytesFirst, int mebibytesLater) {
        List<SourceCatalog.SizedTable> first =
                List.of(table(3, 0), table(5, (long) mebibytesFirst << 20), table(9, 8192));
        List<SourceCatalog.SizedTable> later =
                List.of(table(3, 0), table(5, (long) mebibytesLater << 20), table(9, 8192));

        List<TableChunk> chunks = all(first, later);

        assertThat(chunks).extracting(TableChunk::tableOid).contains(3L, 5L, 9L);
        for (long oid : new long[] {3, 5, 9}) {
            List<TableChunk> own = chunks.stream()
                    .filter(chunk -> chunk.tableOid() == oid)
                    .sorted(Comparator.comparingInt(TableChunk::number))
                    .toList();
            assertThat(Chunks.complete(own)).as("table %s: %s", oid, own).isTrue();
            assertThat(own).extracting(TableChunk::number).doesNotHaveDuplicates();
        }
    }

    @Test
    void copiesSmallTablesTogetherAndALargeOneByItself() {
        List<SourceCatalog.SizedTable> tables = new ArrayList<>();
        for (int oid = 1; oid <= 200; oid++) {
            tables.add(table(oid, oid == 50 ? 30 << 20 : 16_384));
        }

        ChunkPage page = Chunks.page(
                tables,
                new Archive(null, null, null, null, null, false),
                SetContent.WHOLE,
                EarlierChunks.NONE,
                1,
                null);

        assertThat(page.last()).isNull();
        assertThat(page.allChunks()).hasSize(200);
        assertThat(page.groups()).extracting(group -> group.chunks().size()).containsExactly(1, 64, 64, 64, 7);
        assertThat(page.groups().get(0).chunks())
                .extracting(TableChunk::tableOid)
                .containsExactly(50L);
    }

    /** A page of heap with a pointer to a large value stands for more than its 8 kB. */
    @Test
    void cutsATableByAllThatItHoldsAndNotByItsHeapAlone() {
        SourceCatalog.SizedTable table =
                new SourceCatalog.SizedTable(table(7, 0).info(), 100 * 8192, 10 << 20);

        List<TableChunk> chunks = Chunks.chunksOf(table, 1 << 20, null);

        assertThat(chunks).hasSize(10);
        assertThat(chunks).extracting(TableChunk::estimatedBytes).allMatch(bytes -> bytes > 900_000);
        assertThat(Chunks.complete(chunks)).isTrue();
    }

    /** Otherwise each set would cut a growing table elsewhere, and find none of its chunks in the set before. */
    @ParameterizedTest
    @CsvSource({
        // heap and all bytes in pages, pages a chunk of the set before, expected for chunks of 128 pages
        "1000, 1000, , 128",
        "1001, 1030, , 128",
        "1000, 1400, , 64",
        "1000, 1400, 128, 128",
        "1000, 1000, 64, 64",
        "1000, 1000, 256, 256",
        "1000, 1000, 32, 128",
        "1000, 1000, 512, 128",
        "0, 0, , 1",
        "1, 100000, , 1",
        "1, 100000, 1, 1"
    })
    void keepsTheCutsOfTheSetBefore(long heap, long all, Long earlier, long expected) {
        SourceCatalog.SizedTable table =
                new SourceCatalog.SizedTable(table(7, 0).info(), heap * 8192, all * 8192);

        assertThat(Chunks.steadyBlocks(table, 1 << 20, earlier)).isEqualTo(expected);
    }

    @Test
    void cutsByAnyChunkSize() {
        assertThat(Chunks.steadyBlocks(table(7, 0), Long.MAX_VALUE, null)).isPositive();
        assertThat(Chunks.steadyBlocks(table(7, Long.MAX_VALUE), Long.MAX_VALUE, null))
                .isPositive();
    }

    @Test
    void seesGapsAndOverlaps() {
        TableChunk first = new TableChunk(1, "s", "t", 1, 0L, 10L, 0);
        TableChunk middle = new TableChunk(1, "s", "t", 2, 10L, 20L, 0);
        TableChunk last = new TableChunk(1, "s", "t", 3, 20L, null, 0);

        assertThat(Chunks.complete(List.of(first, middle, last))).isTrue();
        assertThat(Chunks.complete(List.of())).isFalse();
        assertThat(Chunks.complete(List.of(first, last))).isFalse();
        assertThat(Chunks.complete(List.of(first, middle))).isFalse();
        assertThat(Chunks.complete(List.of(middle, last))).isFalse();
        assertThat(Chunks.complete(List.of(first, middle, middle, last))).isFalse();
        assertThat(Chunks.complete(List.of(first, middle, last, last))).isFalse();
    }

    private static List<TableChunk> all(List<SourceCatalog.SizedTable> first, List<SourceCatalog.SizedTable> later) {
        List<TableChunk> chunks = new ArrayList<>();
        ChunkPage page = Chunks.page(first, ARCHIVE, SetContent.WHOLE, EarlierChunks.NONE, 1, null);
        chunks.addAll(page.allChunks());
        while (page.last() != null) {
            assertThat(page.groups()).hasSizeLessThanOrEqualTo(Chunks.MOST_GROUPS);
            assertThat(page.allChunks()).hasSizeLessThanOrEqualTo(Chunks.MOST_CHUNKS);
            page = Chunks.page(later, ARCHIVE, SetContent.WHOLE, EarlierChunks.NONE, page.number() + 1, page.last());
            chunks.addAll(page.allChunks());
        }
        return chunks;
    }

    private static SourceCatalog.SizedTable table(long oid, long bytes) {
        return new SourceCatalog.SizedTable(
                new TableInfo(
                        oid,
                        "public",
                        "t" + oid,
                        0,
                        null,
                        List.of("a"),
                        0,
                        0,
                        "0".repeat(32),
                        List.of(),
                        Extent.WHOLE,
                        List.of(),
                        List.of()),
                bytes,
                bytes);
    }
}
