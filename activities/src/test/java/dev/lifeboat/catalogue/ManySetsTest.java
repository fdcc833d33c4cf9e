package dev.lifeboat.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lifeboat.archive.MarkKind;
import dev.lifeboat.archive.OpenVault;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A list of many sets. {@code -Dlifeboat.sets=5000} measures what docs/catalogue.md tells; calls are counted with any number. */
class ManySetsTest {
    private static final Logger LOG = LoggerFactory.getLogger(ManySetsTest.class);
    private static final int SETS = Integer.getInteger("lifeboat.sets", 120);

    @TempDir
    Path folder;

    @Test
    void takeOneListingOnceTheyAreKnownHoweverManyThereAre() throws Exception {
        ListedStore store = new ListedStore(folder, "primary");
        fill(store);
        SetIndex index = SetIndex.in(folder.resolve("state"));
        List<SetSummary> cold = timed("cold", store, index);
        assertThat(cold).hasSize(SETS);
        assertThat(store.calls("read")).hasSizeBetween(5 * SETS, 5 * SETS + 2);
        store.calls.clear();
        assertThat(timed("warm", store, index)).isEqualTo(cold);
        assertThat(store.calls).containsExactly("list ");
        store.calls.clear();
        assertThat(new Selecting(store.open()).chosen("latest").set())
                .isEqualTo(cold.get(0).set());
    }

    private static void fill(ListedStore store) throws Exception {
        SmallSets sets = store.sets();
        OpenVault vault = store.open();
        for (int number = 0; number < SETS; number++) {
            LocalDate day = LocalDate.of(2012, 1, 1).plusDays(number);
            Instant takenAt = day.atStartOfDay(ZoneOffset.UTC).toInstant();
            String set = "daily/" + day;
            String sha256 = sets.add(set, takenAt, 1_000 + number);
            SmallSets.mark(vault, MarkKind.VERIFIED, set, sha256, takenAt.plus(Duration.ofHours(1)), "read");
            // The rows, whose names a list must not read.
            Path data = Files.createDirectories(store.folder.resolve(set).resolve("data/public.users"));
            for (int part = 0; part < 10; part++) {
                Files.createFile(data.resolve("0000" + part + ".copy.zst.pgp"));
            }
        }
        store.calls.clear();
    }

    private static List<SetSummary> timed(String what, ListedStore store, SetIndex index) {
        long start = System.nanoTime();
        List<SetSummary> sets = new StoreCatalogue(store.open(), index).list();
        LOG.info("event=listed how={} sets={} milliseconds={}", what, SETS, (System.nanoTime() - start) / 1_000_000);
        return sets;
    }
}
