package dev.lifeboat.report;

import static dev.lifeboat.report.ReportSamples.START;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.archive.SetObjects;
import dev.lifeboat.archive.SignedRecords;
import dev.lifeboat.decision.RecordedDecision;
import dev.lifeboat.decision.Verb;
import dev.lifeboat.drill.DrillReport;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.keys.KeyAlgorithm;
import dev.lifeboat.keys.KeyFiles;
import dev.lifeboat.runbook.Keys;
import dev.lifeboat.runbook.StoreLocation;
import dev.lifeboat.runbook.StoreSettings;
import dev.lifeboat.secret.Secrets;
import dev.lifeboat.set.Vault;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reports beside what others may put there: whoever may write into a store must hide and fake nothing by it. */
class ReportArchiveTest {
    private static final Duration HOUR = Duration.ofHours(1);

    @TempDir
    static Path keys;

    @TempDir
    Path folder;

    private OpenVault vault;
    private Reports reports;
    private ReportArchive archive;
    private final List<String> problems = new ArrayList<>();

    @BeforeAll
    static void generate() {
        KeyFiles.generate(keys.resolve("own"), KeyAlgorithm.CURVE25519, "shop", null);
    }

    @BeforeEach
    void open() {
        vault = OpenVault.of(
                new Vault(
                        "shop",
                        new StoreSettings(
                                StoreLocation.folder(folder.resolve("store").toString()), List.of()),
                        new Keys(
                                List.of(),
                                "file:" + keys.resolve("own").resolve("signing.sec.asc"),
                                List.of(),
                                null,
                                List.of()),
                        null),
                new Secrets(Map.of()));
        reports = new Reports(vault);
        archive = new ReportArchive(vault);
    }

    @Test
    void theReportThatSaysWhoSignedADrillOffStandsForBoth() {
        DrillReport first = reports.write(ReportSamples.drill(START, true, HOUR));
        DrillReport second = reports.write(first.signedOff(List.of(signOff())));
        assertThat(second.object()).endsWith(Reports.SIGNED_OFF + ".json");

        assertThat(newest()).singleElement().satisfies(read -> {
            assertThat(read.stored().object()).isEqualTo(second.object());
            assertThat(read.signed()).isNotNull();
        });
        assertThat(archive.find(first.runId()).stored().object()).isEqualTo(second.object());
        assertThat(archive.find(String.valueOf(first.object())).signed()).isNotNull();
        DrillReport later = reports.write(ReportSamples.drill(START.plus(HOUR), true, HOUR));
        assertThat(text(StoredReport.page(String.valueOf(later.object()))).split("weekly/2026-W47</span>", -1))
                .as("rows of the trend: one drill and this one")
                .hasSize(2 + 1);
    }

    @Test
    void whatOnlySaysThatItWasSignedOffHidesNoReport() {
        DrillReport failed = reports.write(ReportSamples.drill(START, false, HOUR));
        String planted = String.valueOf(failed.object()).replace(".json", Reports.SIGNED_OFF + ".json");
        write(planted, text(String.valueOf(failed.object())).replace("\"proven\" : false", "\"proven\" : true"));

        assertThat(newest().stream().filter(read -> read.signed() != null))
                .singleElement()
                .satisfies(read -> assertThat(read.line().tone()).isEqualTo(Tone.BAD));
        StoredReport.Read<?> found = archive.find(failed.runId());
        assertThat(found.signed()).isNotNull();
        assertThat(found.line().tone()).isEqualTo(Tone.BAD);
        assertThat(archive.signed(ReportType.DRILL, "shop", any -> true)).hasSize(1);
    }

    @Test
    void tellsOfWhatLacksWhatEveryReportHasAndReadsTheRest() {
        reports.write(ReportSamples.backup(START, 1000, null));
        for (ReportType<?> type : ReportType.all()) {
            write(
                    type.byRun()
                            ? type.root() + type.kind() + "_shop_x-00000000/2026-11-22T05-00-00.json"
                            : type.root() + "2026-11-22T05-00-00-00000000/x.json",
                    "{}");
        }
        write("reports/backups/backup_shop_y-00000000/2026-11-22T05-00-00.json", "no JSON");
        write("reports/failures/restore_shop_y-00000000/2026-11-22T05-00-00.json", "{}");

        assertThat(newest()).hasSize(1);
        assertThat(problems).hasSizeGreaterThanOrEqualTo(8).allMatch(text -> text.contains("cannot be read as"));
        assertThat(archive.signed(ReportType.BACKUP, "shop", any -> true)).hasSize(1);
    }

    /** A plan waits for them: one after the other they take as long as the store's answers do together. */
    @Test
    void readsSideBySide() {
        for (int number = 0; number < 8; number++) {
            reports.write(ReportSamples.backup(START.plus(HOUR.multipliedBy(number)), 1000, null));
        }
        CountDownLatch all = new CountDownLatch(8);
        Map<String, StoredReport.Read<?>> meeting = new ConcurrentHashMap<>() {
            @Override
            public StoredReport.Read<?> get(Object name) {
                all.countDown();
                try {
                    assertThat(all.await(20, TimeUnit.SECONDS))
                            .as("all are read at once")
                            .isTrue();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                return super.get(name);
            }
        };
        assertThat(new ReportArchive(vault, meeting).signed(ReportType.BACKUP, "shop", any -> true))
                .hasSize(8);
    }

    @Test
    void keepsWhichSetsASearchTriedAndWhatTheirGatesSaid() {
        String object =
                String.valueOf(reports.write(ReportSamples.search(START)).object());
        StoredReport.Read<?> read = archive.find("bisect/shop/x");
        assertThat(read.stored().object()).isEqualTo(object).startsWith("reports/bisects/bisect_shop_x-");
        assertThat(read.signed()).isNotNull();
        assertThat(read.line().outcome()).isEqualTo("found");
        assertThat(new String(page(object), StandardCharsets.UTF_8))
                .contains(
                        "Newest set with a green gate",
                        "weekly/2026-W47",
                        "expected 0, found 3",
                        "Newer, and not tried");
    }

    @Test
    void leavesOtherRunbooksReportsToThem() {
        reports.write(ReportSamples.backup(START, 1000, null));
        reports.write(new FailedRun(
                "retention", "retention/crm/clean-up", "crm", "planning", "ana", START, START, "no", null));
        write("reports/backups/backup_shop-eu_x-00000000/2026-11-22T05-00-00.json", "{}");
        assertThat(newest()).hasSize(1);
        assertThat(problems).isEmpty();
    }

    @Test
    void findsTheNewestReportOfARunWhateverItsKind() {
        String run = "restore/shop/shop_new";
        reports.write(ReportSamples.restore(START, HOUR, true, false, "auth"));
        reports.write(new FailedRun(
                "restore", run, "shop", "latest", "ana", START.plus(HOUR), START.plus(HOUR), "NO_SUCH_SET: no", null));
        StoredReport.Read<?> read = archive.find(run);
        assertThat(read.signed()).isNotNull();
        assertThat(read.line().kind()).isEqualTo("restore");
        assertThat(read.line().outcome()).isEqualTo("failed");
        assertThat(read.asPage().facts()).contains(new Page.Fact("Error", "NO_SUCH_SET: no"));
        assertThat(newest()).hasSize(2);
    }

    @Test
    void givesThePageThatIsSignedForItsReportAndNoOther() throws Exception {
        String one = String.valueOf(
                reports.write(ReportSamples.drill(START, false, HOUR)).object());
        String two = String.valueOf(
                reports.write(ReportSamples.drill(START.plus(HOUR), true, HOUR)).object());
        assertThat(new String(page(one), StandardCharsets.UTF_8)).contains("not proven");
        byte[] other = page(two);
        Path file = folder.resolve("store").resolve(StoredReport.page(one));

        Files.writeString(file, Files.readString(file).replace("not proven", "proven"));
        assertThatThrownBy(() -> page(one)).isInstanceOfSatisfying(LifeboatException.class, e -> assertThat(e.code())
                .isEqualTo(ErrorCode.SIGNATURE_INVALID));

        Files.write(file, other);
        SetObjects.write(
                vault.store(),
                SignedRecords.signatureName(StoredReport.page(one), other),
                SetObjects.readSmall(vault.store(), SignedRecords.signatureName(StoredReport.page(two), other)));
        assertThatThrownBy(() -> page(one)).hasMessageContaining("is not signed for this report");
    }

    @Test
    void looksBackOnBackupsOfTheSameSeriesOnly() {
        reports.write(ReportSamples.backup(START, 1000, null));
        write("reports/backups/backup_shop_weekly-2026-11-22T03_00_00Z-0/2026-11-22T03-00-00.json", "{}");
        write("reports/backups/backup_shop_daily-eu-2026-11-22T03_00_00Z-0/2026-11-22T03-00-00.json", "{}");
        BackupRun next = reports.write(ReportSamples.backup(START.plus(HOUR), 1000, null));
        assertThat(text(StoredReport.page(String.valueOf(next.object())))).contains("Time taken");
    }

    private byte[] page(String object) {
        return archive.page(archive.find(object));
    }

    private List<StoredReport.Read<?>> newest() {
        problems.clear();
        return archive.newest(ReportType.all(), "shop", any -> true, problems::add)
                .toList();
    }

    private static RecordedDecision signOff() {
        return new RecordedDecision("sign-off", "report", Verb.APPROVE, "olga", true, null, "e", START.plus(HOUR));
    }

    private String text(String object) {
        return new String(SetObjects.readSmall(vault.store(), object), StandardCharsets.UTF_8);
    }

    private void write(String object, String text) {
        SetObjects.write(vault.store(), object, text.getBytes(StandardCharsets.UTF_8));
    }
}
