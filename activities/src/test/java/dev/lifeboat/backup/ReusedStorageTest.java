package dev.lifeboat.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lifeboat.archive.Manifest;
import dev.lifeboat.archive.PartInfo;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * How much a daily set stores: the figures of docs/archive-format.md. A table of 41 MiB in chunks of 1 MiB stands for one of
 * 1.3 GB in chunks of 32 MiB.
 */
@Timeout(300)
class ReusedStorageTest {
    private static final int ROWS = 400_000;

    @TempDir
    Path folder;

    @Test
    void twoPercentOfTheRowsInOnePlaceStoreFewChunksAndScatteredOnesNearlyAll() throws Exception {
        ReusedSystem system = new ReusedSystem(folder.resolve("store"));
        system.backup.execute(
                "create table t (id int primary key, day date, v text) with (autovacuum_enabled = false)",
                "insert into t select i, '2020-01-01'::date + i / 200, md5(i::text) || md5((i * 7)::text)"
                        + " from generate_series(1, " + ROWS + ") i");
        long full = parts(system.take(), true);

        SortedMap<String, Double> shares = new TreeMap<>();
        shares.put("0 nothing has changed", parts(system.take(), true) / (double) full);
        system.backup.execute("insert into t select i, now(), md5(i::text) || md5((i * 7)::text) from generate_series("
                + (ROWS + 1) + ", " + ROWS + " * 1.02) i");
        shares.put("1 2 % of new rows", share(system.take()));
        system.backup.execute("vacuum t", update("id between " + ROWS * 0.98 + " and " + ROWS));
        shares.put("2 2 % updated, the newest", share(system.take()));
        system.backup.execute("vacuum t", update("id between " + ROWS / 2 + " and " + ROWS * 0.52));
        shares.put("3 2 % updated, together in the middle", share(system.take()));
        system.backup.execute("vacuum t", update("id % 50 = 7"));
        shares.put("4 2 % updated, all over the table", share(system.take()));

        StringBuilder figures = new StringBuilder();
        shares.forEach((what, share) ->
                figures.append(String.format(Locale.ROOT, "%-40s %5.1f %% of a full set%n", what, share * 100)));
        Files.writeString(Path.of("target", "reused-storage.txt"), figures);
        assertThat(shares.values()).element(0).isEqualTo(0.0);
        assertThat(shares.headMap("4")).as(figures.toString()).allSatisfy((what, share) -> assertThat(share)
                .isLessThanOrEqualTo(0.15));
        // Said as it is: a chunk with one changed row is stored.
        assertThat(shares.get(shares.lastKey())).as(figures.toString()).isGreaterThan(0.9);
    }

    private static String update(String where) {
        return "update t set v = md5(v) || md5(id::text) where " + where;
    }

    private static double share(Manifest set) {
        return parts(set, true) / (double) (parts(set, true) + parts(set, false));
    }

    private static long parts(Manifest set, boolean own) {
        return set.parts()
                .filter(part -> (part.set() == null) == own)
                .mapToLong(PartInfo::storedBytes)
                .sum();
    }
}
