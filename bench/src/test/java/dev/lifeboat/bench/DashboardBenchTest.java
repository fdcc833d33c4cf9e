package dev.lifeboat.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lifeboat.archive.ManifestJson;
import dev.lifeboat.archive.MarkKind;
import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.archive.SignedRecords;
import dev.lifeboat.catalogue.SetIndex;
import dev.lifeboat.catalogue.SmallSets;
import dev.lifeboat.dashboard.Overview;
import dev.lifeboat.dashboard.Overviews;
import dev.lifeboat.keys.KeyAlgorithm;
import dev.lifeboat.keys.KeyFiles;
import dev.lifeboat.report.BackupRun;
import dev.lifeboat.report.ReportSamples;
import dev.lifeboat.report.Reports;
import dev.lifeboat.runbook.Database;
import dev.lifeboat.runbook.Keys;
import dev.lifeboat.runbook.Runbook;
import dev.lifeboat.runbook.StoreLocation;
import dev.lifeboat.runbook.StoreSettings;
import dev.lifeboat.secret.Secrets;
import dev.lifeboat.set.Vault;
import dev.lifeboat.store.ForwardingStore;
import dev.lifeboat.store.Store;
import dev.lifeboat.store.StoredObject;
import dev.lifeboat.sweep.FaultyKind;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a dashboard of many sets asks of a store, against one of 50. {@code -Dlifeboat.sets=5000} makes the figures of
 * docs/benchmarks.md; they are written to {@code target/dashboard.md}.
 */
class DashboardBenchTest {
    private static final int FEW = 50;
    private static final int MANY = Integer.getInteger("lifeboat.sets", 150);
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final Secrets SECRETS = new Secrets(Map.of());
    /** Names that a bucket gives at once. */
    private static final int PAGE = 1_000;

    private static final int DAYS_OF_BACKUPS = 30;
    private static final int WEEKS_OF_DRILLS = 12;

    @TempDir
    Path folder;

    /** What one dashboard cost. */
    private record Cost(long reads, long pages, long names, double milliseconds) {}

    /** The first on a machine, the next of a command, and the next of a process that stays. */
    private record Costs(Cost first, Cost later, Cost staying) {}

    @Test
    void readsNoMoreObjectsForManySetsThanForFew() throws Exception {
        Costs few = measured(FEW);
        Costs many = measured(MANY);
        Files.writeString(Path.of("target", "dashboard.md"), table(few, many));
        assertThat(many.later().reads()).isEqualTo(few.later().reads());
        assertThat(many.staying().reads()).isEqualTo(few.staying().reads()).isLessThan(10);
        // Manifest, signature, signer, mark and its signature, once.
        assertThat(many.first().reads() - few.first().reads()).isEqualTo(5L * (MANY - FEW));
        // Three objects a set, two a mark, four a report.
        assertThat(many.staying().names() - few.staying().names()).isEqualTo(9L * (MANY - FEW));
    }

    private Costs measured(int sets) throws Exception {
        Site site = new Site(Files.createDirectory(folder.resolve("of-" + sets)));
        site.fill(sets);
        Overviews command = site.overviews();
        Cost first = site.cost(() -> command.at(NOW));
        Overviews next = site.overviews();
        Cost later = site.cost(() -> next.at(NOW));
        Cost staying = site.cost(() -> next.at(NOW.plusSeconds(61)));
        return new Costs(first, later, staying);
    }

    private static String table(Costs few, Costs many) {
        StringBuilder table = new StringBuilder(String.format(
                Locale.ROOT,
                "| dashboard | of %,d sets | of %,d sets | objects read, ratio | time, ratio |%n|---|---|---|---|---|%n",
                FEW,
                MANY));
        row(table, "the first on a machine", few.first(), many.first());
        row(table, "the next `lifeboat status`", few.later(), many.later());
        row(table, "the next of a `serve`", few.staying(), many.staying());
        return table.toString();
    }

    private static void row(StringBuilder table, String what, Cost few, Cost many) {
        table.append(String.format(
                Locale.ROOT,
                "| %s | %s | %s | %s | %.1f |%n",
                what,
                words(few),
                words(many),
                few.reads() == 0 ? "–" : String.format(Locale.ROOT, "%.1f", (double) many.reads() / few.reads()),
                many.milliseconds() / few.milliseconds()));
    }

    private static String words(Cost cost) {
        return String.format(
                Locale.ROOT, "%,d reads, %,d pages of names (%,d)", cost.reads(), cost.pages(), cost.names());
    }

    /** A store that counts, with its keys and the state folder of who looks. */
    private static final class Site {
        private final Path folder;
        private final Keys keys;
        private final LongAdder reads = new LongAdder();
        private final LongAdder pages = new LongAdder();
        private final LongAdder names = new LongAdder();

        Site(Path folder) {
            this.folder = folder;
            KeyFiles.generate(folder.resolve("keys"), KeyAlgorithm.CURVE25519, "shop", null);
            keys = new Keys(List.of(), "file:" + folder.resolve("keys/signing.sec.asc"), List.of(), null, List.of());
        }

        private StoreLocation location() {
            return FaultyKind.location(folder.resolve("store"), Counting::new);
        }

        private OpenVault vault() {
            return OpenVault.of(new Vault("shop", new StoreSettings(location(), List.of()), keys, null), SECRETS);
        }

        Overviews overviews() {
            Runbook runbook = Runbook.of(
                    "shop", new Database("env:DATABASE_URL", null), new StoreSettings(location(), List.of()), keys);
            return new Overviews(runbook, SECRETS, SetIndex.in(folder.resolve("state")));
        }

        Cost cost(Supplier<Overview> look) {
            reads.reset();
            pages.reset();
            names.reset();
            long start = System.nanoTime();
            Overview overview = look.get();
            double milliseconds = (System.nanoTime() - start) / 1e6;
            assertThat(overview.dashboard().backups().succeeded()).isEqualTo(DAYS_OF_BACKUPS - 1);
            assertThat(overview.dashboard().drills().proven()).isEqualTo(WEEKS_OF_DRILLS);
            assertThat(overview.readiness().rpo().restorable()).isNotNull();
            return new Cost(reads.sum(), pages.sum(), names.sum(), milliseconds);
        }

        /** A set a day, each verified and with the report of its backup, and a drill a week in the last 90 days. */
        void fill(int sets) throws Exception {
            OpenVault vault = vault();
            SmallSets made = new SmallSets(vault.store(), vault.signer(), "shop");
            Reports reports = new Reports(vault);
            for (int day = 1; day <= sets; day++) {
                Instant takenAt = NOW.minus(Duration.ofDays(day)).plus(Duration.ofHours(1));
                String set = "daily/" + takenAt.toString().substring(0, 10);
                String sha256 = made.add(set, takenAt, 1_000);
                SmallSets.mark(vault, MarkKind.VERIFIED, set, sha256, takenAt.plus(Duration.ofHours(1)), "read");
                BackupRun run = ReportSamples.backup(takenAt, 1_000, null);
                String object = Reports.folder("backups", run.runId()) + "/" + Reports.time(takenAt);
                if (day <= DAYS_OF_BACKUPS + 1) {
                    // Without its page, which a dashboard does not read.
                    new SignedRecords(vault)
                            .writeFile(object + ".json", ManifestJson.write(run.placedAt(object + ".json")));
                } else {
                    names(object, ".json", ".json.0123456789abcdef.asc");
                }
                names(object, ".html", ".html.0123456789abcdef.asc");
            }
            for (int week = 1; week <= WEEKS_OF_DRILLS; week++) {
                reports.write(ReportSamples.drill(NOW.minus(Duration.ofDays(7L * week)), true, Duration.ofMinutes(30)));
            }
        }

        /** Of what is only listed. */
        private void names(String object, String... endings) throws Exception {
            for (String ending : endings) {
                Path file = folder.resolve("store").resolve(object + ending);
                Files.createDirectories(file.getParent());
                Files.createFile(file);
            }
        }

        /** Counts as a bucket would: a listing by its pages. */
        private final class Counting extends ForwardingStore {
            private final Store store;

            Counting(Store store) {
                this.store = store;
            }

            @Override
            protected Store other() {
                return store;
            }

            @Override
            public InputStream read(String name) {
                reads.increment();
                return store.read(name);
            }

            @Override
            public List<StoredObject> list(String prefix) {
                return listed(store.list(prefix));
            }

            @Override
            public List<StoredObject> list(String prefix, Predicate<String> skipped) {
                return listed(store.list(prefix, skipped));
            }

            private List<StoredObject> listed(List<StoredObject> found) {
                List<StoredObject> all = new ArrayList<>(found);
                names.add(all.size());
                pages.add(1 + all.size() / PAGE);
                return all;
            }
        }
    }
}
