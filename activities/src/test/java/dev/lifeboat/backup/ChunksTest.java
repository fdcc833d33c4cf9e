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
    private static final Archive ARCHIVE = new Archive(null, null, null, new ByteCount(1 << 20), null);

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
        "100, 100",
        "100, 64",
        "100, 10",
        "100, 0",
        "100, 300",
        "64, 64",
        "64, 500",
        "65, 65",
        "1, 400",
        "63, 65"
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
        ChunkPage page = Chunks.page(first, ARCHIVE, SetContent.WHOLE, 1, null);
        chunks.addAll(page.chunks());
        while (page.last() != null) {
            assertThat(page.chunks()).hasSizeLessThanOrEqualTo(Chunks.MOST_IN_A_PAGE);
            page = Chunks.page(later, ARCHIVE, SetContent.WHOLE, page.number() + 1, page.last());
            chunks.addAll(page.chunks());
        }
        return chunks;
    }

    private static SourceCatalog.SizedTable table(long oid, long bytes) {
        return new SourceCatalog.SizedTable(
                new TableInfo(
                        oid, "public", "t" + oid, 0, null, List.of("a"), 0, 0, "0".repeat(32), List.of(), Extent.WHOLE),
                bytes);
    }
}
