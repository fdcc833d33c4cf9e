package dev.lifeboat.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.archive.TestVaults;
import dev.lifeboat.catalogue.SetIndex;
import dev.lifeboat.keys.KeyAlgorithm;
import dev.lifeboat.keys.KeyFiles;
import dev.lifeboat.report.BackupRun;
import dev.lifeboat.report.ReportArchive;
import dev.lifeboat.report.ReportSamples;
import dev.lifeboat.report.ReportType;
import dev.lifeboat.report.Reports;
import dev.lifeboat.runbook.Database;
import dev.lifeboat.runbook.Runbook;
import dev.lifeboat.runbook.StoreLocation;
import dev.lifeboat.runbook.StoreSettings;
import dev.lifeboat.secret.Secrets;
import dev.lifeboat.store.ForwardingStore;
import dev.lifeboat.store.Store;
import dev.lifeboat.sweep.FaultyKind;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is read from a store for an overview, and how much of it (K4, K7). */
class OverviewsTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final Secrets SECRETS = new Secrets(Map.of());

    @TempDir
    static Path keys;

    @TempDir
    Path folder;

    @BeforeAll
    static void generate() {
        KeyFiles.generate(keys.resolve("own"), KeyAlgorithm.CURVE25519, "shop", null);
    }

    @Test
    void countsSignedReportsOfTheTimeAndSaysWhatItLeavesOut() {
        Reports signed = new Reports(vault(true));
        signed.write(ReportSamples.backup(NOW.minus(Duration.ofHours(1)), 1000, null));
        signed.write(ReportSamples.backup(NOW.minus(Duration.ofHours(2)), 0, "SNAPSHOT_LOST: gone"));
        signed.write(ReportSamples.backup(NOW.minus(Duration.ofDays(40)), 1000, null));
        signed.write(ReportSamples.drill(NOW.minus(Duration.ofDays(3)), true, Duration.ofMinutes(30)));
        new Reports(vault(false)).write(ReportSamples.backup(NOW.minus(Duration.ofHours(3)), 1000, null));
        Overview overview = overviews().at(NOW);
        assertThat(overview.dashboard().backups().succeeded()).isEqualTo(1);
        assertThat(overview.dashboard().backups().failed()).isEqualTo(1);
        assertThat(overview.dashboard().drills().proven()).isEqualTo(1);
        assertThat(overview.dashboard().notes())
                .contains("1 backup reports are not signed or cannot be read, and not counted");
        assertThat(overview.readiness().reasons())
                .filteredOn(reason -> reason.name().equals("drills"))
                .singleElement()
                .satisfies(reason -> assertThat(reason.found()).startsWith("the last drill brought its set back"));
    }

    @Test
    void givesTheSameForAMinute() {
        Overviews overviews = overviews();
        Overview first = overviews.at(NOW);
        new Reports(vault(true)).write(ReportSamples.backup(NOW.minus(Duration.ofHours(1)), 1000, null));
        assertThat(overviews.at(NOW.plusSeconds(59))).isSameAs(first);
        assertThat(overviews.at(NOW.plusSeconds(61)).dashboard().backups().succeeded())
                .isEqualTo(1);
    }

    @Test
    void readsNoReportTwice() {
        Reports reports = new Reports(vault(true));
        reports.write(ReportSamples.backup(NOW.minus(Duration.ofHours(1)), 1000, null));
        reports.write(ReportSamples.drill(NOW.minus(Duration.ofDays(3)), true, Duration.ofMinutes(30)));
        List<String> reads = Collections.synchronizedList(new ArrayList<>());
        Overviews overviews = overviews(FaultyKind.location(folder.resolve("store"), store -> new ForwardingStore() {
            @Override
            protected Store other() {
                return store;
            }

            @Override
            public InputStream read(String name) {
                reads.add(name);
                return store.read(name);
            }
        }));
        overviews.at(NOW);
        assertThat(reads).filteredOn(OverviewsTest::isReport).hasSize(2);
        reads.clear();
        reports.write(ReportSamples.backup(NOW.minus(Duration.ofMinutes(1)), 1000, null));
        assertThat(overviews.at(NOW.plusSeconds(61)).dashboard().backups().succeeded())
                .isEqualTo(2);
        assertThat(reads)
                .filteredOn(OverviewsTest::isReport)
                .singleElement()
                .asString()
                .contains("11-59-00");
    }

    private static boolean isReport(String name) {
        return name.startsWith("reports/") && name.endsWith(".json");
    }

    @Test
    void readsTheNewestReportsAndNoMoreThanIsAskedFor() {
        Reports reports = new Reports(vault(true));
        for (int hour = 1; hour <= 5; hour++) {
            reports.write(ReportSamples.backup(NOW.minus(Duration.ofHours(hour)), 1000, null));
        }
        List<String> notes = new ArrayList<>();
        List<BackupRun> runs = new ReportArchive(vault(true))
                .since(ReportType.BACKUP, "shop", NOW.minus(Duration.ofDays(1)), 3, notes);
        assertThat(runs)
                .extracting(BackupRun::startedAt)
                .containsExactly(
                        NOW.minus(Duration.ofHours(1)), NOW.minus(Duration.ofHours(2)), NOW.minus(Duration.ofHours(3)));
        assertThat(notes).containsExactly("of 5 backup reports the newest 3 are counted");
    }

    private Overviews overviews() {
        return overviews(vault(true).vault().store().primary());
    }

    private Overviews overviews(StoreLocation store) {
        return new Overviews(
                Runbook.of(
                        "shop",
                        new Database("env:DATABASE_URL", null),
                        new StoreSettings(store, List.of()),
                        vault(true).vault().keys()),
                SECRETS,
                SetIndex.in(folder.resolve("state")));
    }

    private OpenVault vault(boolean signing) {
        return TestVaults.ofFolder(
                "shop",
                folder.resolve("store"),
                signing ? "file:" + keys.resolve("own").resolve("signing.sec.asc") : null);
    }
}
