package dev.lifeboat.report;

import static dev.lifeboat.report.ReportSamples.START;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.archive.SetObjects;
import dev.lifeboat.archive.SignedRecords;
import dev.lifeboat.archive.TestVaults;
import dev.lifeboat.drill.DrillReport;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.keys.KeyAlgorithm;
import dev.lifeboat.keys.KeyFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What runs leave in the store, and who can check it. */
class ReportsTest {
    private static final Duration HOUR = Duration.ofHours(1);

    @TempDir
    static Path keys;

    @TempDir
    Path folder;

    private OpenVault vault;
    private ReportArchive archive;

    @BeforeAll
    static void generate() {
        KeyFiles.generate(keys.resolve("own"), KeyAlgorithm.CURVE25519, "shop", null);
    }

    @BeforeEach
    void open() {
        vault = vault("file:" + keys.resolve("own").resolve("signing.sec.asc"));
        archive = new ReportArchive(vault);
    }

    @Test
    void signsJsonAndPageSoThatPlainGpgChecksBoth() throws Exception {
        DrillReport placed = new Reports(vault).write(ReportSamples.drill(START, true, HOUR));

        for (String object : List.of(String.valueOf(placed.object()), page(placed.object()))) {
            byte[] content = SetObjects.readSmall(vault.store(), object);
            Path file = Files.write(folder.resolve("content"), content);
            Path signature = Files.write(
                    folder.resolve("content.asc"),
                    SetObjects.readSmall(vault.store(), SignedRecords.signatureName(object, content)));
            assertThat(gpg("--verify", signature.toString(), file.toString()))
                    .as(object)
                    .isZero();
            Files.write(file, "changed".getBytes(StandardCharsets.UTF_8));
            assertThat(gpg("--verify", signature.toString(), file.toString()))
                    .as("a changed " + object)
                    .isNotZero();
        }
    }

    @Test
    void findsTheNewestReportOfARunAndReadsItBack() {
        Reports reports = new Reports(vault);
        reports.write(ReportSamples.restore(START, HOUR, true, false, "auth"));
        reports.write(ReportSamples.restore(START.plus(HOUR), HOUR, false, false, "auth"));
        reports.write(ReportSamples.backup(START, 1000, null));
        reports.write(ReportSamples.verification(START));
        // Evidence lies beside the reports, and is none.
        SetObjects.write(
                vault.store(),
                Reports.folder("restores", "restore/shop/shop_new") + "/auth-data-1-00000000.json",
                "{}".getBytes(StandardCharsets.UTF_8));

        assertThat(archive.list(ReportType.all())).hasSize(4);
        StoredReport.Read<?> read = archive.find("restore/shop/shop_new");
        assertThat(read.signed()).isNotNull();
        assertThat(read.line().startedAt()).isEqualTo(START.plus(HOUR));
        assertThat(read.line().tone()).isEqualTo(Tone.WARN);
        assertThat(read.line().runbook()).isEqualTo("shop");
        assertThat(archive.find(read.stored().object()).stored()).isEqualTo(read.stored());
        assertThatThrownBy(() -> archive.find("restore/shop/other"))
                .isInstanceOf(LifeboatException.class)
                .hasMessageContaining("there is no report of restore/shop/other");
    }

    @Test
    void aRepeatChangesNothing() {
        Reports reports = new Reports(vault);
        reports.write(ReportSamples.drill(START, true, HOUR));
        List<?> before = vault.store().list("reports/");
        reports.write(ReportSamples.drill(START, true, HOUR));
        assertThat(vault.store().list("reports/")).isEqualTo(before);
    }

    @Test
    void reportsWithoutASigningKeyAndSaysThatNobodySigned() {
        OpenVault keyless = vault(null);
        new Reports(keyless).write(ReportSamples.drill(START, true, HOUR));
        OpenVault lost = vault("file:" + folder.resolve("gone.sec.asc"));
        new Reports(lost).write(ReportSamples.backup(START, 1000, null));

        for (StoredReport<?> stored : archive.list(ReportType.all())) {
            StoredReport.Read<?> read = archive.read(stored);
            assertThat(read.signed()).isNull();
            assertThat(read.problem()).contains("is not signed");
        }
        assertThat(archive.list(ReportType.all())).hasSize(2);
    }

    @Test
    void noticesAReportThatSomebodyChanged() throws IOException {
        DrillReport placed = new Reports(vault).write(ReportSamples.drill(START, false, HOUR));
        Path file = folder.resolve("store").resolve(String.valueOf(placed.object()));
        Files.writeString(file, Files.readString(file).replace("\"proven\" : false", "\"proven\" : true"));

        StoredReport.Read<?> read = archive.find(placed.runId());
        assertThat(read.signed()).isNull();
        assertThat(read.problem()).contains("is not signed");
    }

    @Test
    void takesNoOldSuccessForANewRunsReport() {
        DrillReport old = new Reports(vault).write(ReportSamples.drill(START, true, HOUR));
        String there = String.valueOf(old.object());
        String here = Reports.folder("drills", "drill/shop/new") + "/2026-11-23T04-00-00.json";
        byte[] json = SetObjects.readSmall(vault.store(), there);
        SetObjects.write(vault.store(), here, json);
        SetObjects.write(
                vault.store(),
                SignedRecords.signatureName(here, json),
                SetObjects.readSmall(vault.store(), SignedRecords.signatureName(there, json)));

        StoredReport.Read<?> read = archive.find("drill/shop/new");
        assertThat(read.signed()).isNull();
        assertThat(read.problem()).contains("is a copy of " + there);
    }

    @Test
    void passesOverNamesThatOnlyLookLikeReports() {
        SetObjects.write(
                vault.store(), "reports/drills/drill_shop_x-0/2026-99-99T99-99-99.json", new byte[] {'{', '}'});
        assertThat(archive.list(ReportType.all())).isEmpty();
    }

    @Test
    void looksBackOnTheLastDrillsOfItsOwnRunbook() {
        Reports reports = new Reports(vault);
        for (int week = 15; week > 0; week--) {
            reports.write(ReportSamples.drill(START.minus(Duration.ofDays(7L * week)), week != 3, HOUR));
        }
        DrillReport newest = reports.write(ReportSamples.drill(START, true, HOUR));

        String html = html(newest.object());
        assertThat(html).contains("The last drills");
        assertThat(html.split("weekly/2026-W47</span>", -1))
                .as("rows of drills")
                .hasSize(12 + 1);
        assertThat(html).contains("2026-11-01 04:00:00 UTC").contains("✘ not proven");
    }

    /** Times of runs have milliseconds, names of reports have not. */
    @Test
    void doesNotLookBackOnTheRunItself() {
        Instant inTheSecond = START.plusMillis(345);
        DrillReport drill = new Reports(vault).write(ReportSamples.drill(inTheSecond, true, HOUR));
        BackupRun backup = new Reports(vault).write(ReportSamples.backup(inTheSecond, 1000, null));
        assertThat(html(drill.object())).doesNotContain("The last drills");
        assertThat(html(backup.object())).doesNotContain("The longest took");
    }

    @Test
    void countsNoUnsignedReportInATrend() {
        new Reports(vault(null)).write(ReportSamples.drill(START.minus(HOUR), true, Duration.ofSeconds(1)));
        DrillReport newest = new Reports(vault).write(ReportSamples.drill(START, true, HOUR));
        String html = html(newest.object());
        assertThat(html).doesNotContain("The last drills");
    }

    @Test
    void tellsOfABackupThatFailed() {
        new Reports(vault).write(ReportSamples.backup(START, 0, "LOCK_NOT_AVAILABLE: somebody alters a table"));
        StoredReport.Read<?> read =
                archive.read(archive.list(List.of(ReportType.BACKUP)).get(0));
        assertThat(read.line().tone()).isEqualTo(Tone.BAD);
        assertThat(read.asPage().facts())
                .contains(new Page.Fact("Error", "LOCK_NOT_AVAILABLE: somebody alters a table"));
    }

    private String html(String object) {
        return new String(SetObjects.readSmall(vault.store(), page(object)), StandardCharsets.UTF_8);
    }

    private static String page(String json) {
        return json.replaceFirst("json$", "html");
    }

    private int gpg(String... arguments) throws IOException, InterruptedException {
        Path home = folder.resolve("gnupg");
        if (!Files.exists(home)) {
            Files.createDirectory(home);
            run(home, "--import", keys.resolve("own").resolve("signing.pub.asc").toString());
        }
        return run(home, arguments);
    }

    private int run(Path home, String... arguments) throws IOException, InterruptedException {
        List<String> command = Stream.concat(
                        Stream.of("gpg", "--batch", "--quiet", "--no-autostart", "--homedir", home.toString()),
                        Stream.of(arguments))
                .toList();
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("gpg.log").toFile())
                .start()
                .waitFor();
    }

    private OpenVault vault(String signing) {
        return TestVaults.ofFolder("shop", folder.resolve("store"), signing);
    }
}
