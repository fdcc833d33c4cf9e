package dev.lifeboat.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.backup.BackupReport;
import dev.lifeboat.keys.KeyAlgorithm;
import dev.lifeboat.keys.KeyFiles;
import dev.lifeboat.report.BackupRun;
import dev.lifeboat.report.ReportArchive;
import dev.lifeboat.report.Reports;
import dev.lifeboat.runbook.Keys;
import dev.lifeboat.runbook.Objectives;
import dev.lifeboat.runbook.StoreLocation;
import dev.lifeboat.runbook.StoreSettings;
import dev.lifeboat.secret.Secrets;
import dev.lifeboat.set.BackupMode;
import dev.lifeboat.set.Vault;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** K7: what the reports in the store say of the last backups. */
class RunsCheckTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @TempDir
    static Path keys;

    @TempDir
    Path folder;

    @BeforeAll
    static void makeKeys() {
        KeyFiles.generate(keys, KeyAlgorithm.CURVE25519, "small", null);
    }

    @Test
    void aFailureAmongTheLastRunsOfAModeIsBelowAHundredPerCent() {
        failed(BackupMode.DAILY, 31);
        taken(BackupMode.DAILY, 29, MINUTE);
        assertThat(look("")).as("longer ago than a month").isEmpty();
        failed(BackupMode.DAILY, 3);
        taken(BackupMode.DAILY, 2, MINUTE);
        taken(BackupMode.WEEKLY, 2, MINUTE);
        assertThat(look("")).singleElement().satisfies(problem -> {
            assertThat(problem.id()).isEqualTo("success-rate/daily");
            assertThat(problem.what()).isEqualTo("1 of the last 3 daily backups failed, the last at " + at(3));
        });
        assertThat(look("health: { runs: 1 }\n")).as("the last one was good").isEmpty();
    }

    @Test
    void aSuccessHasToBeSignedAndAFailureNot() {
        write(false, BackupMode.DAILY, 2, MINUTE, null);
        write(false, BackupMode.DAILY, 1, MINUTE, "KEY_UNUSABLE: the signing key is gone");
        assertThat(look("")).singleElement().satisfies(problem -> assertThat(problem.what())
                .startsWith("1 of the last 1 daily backups failed"));
    }

    @Test
    void theLastBackupOfAModeMayTakeSoLong() {
        taken(BackupMode.WEEKLY, 3, Duration.ofSeconds(1_801));
        taken(BackupMode.DAILY, 2, Duration.ofSeconds(4_000));
        taken(BackupMode.DAILY, 1, Duration.ofMinutes(30));
        assertThat(look("health: { duration: PT30M }\n"))
                .extracting(HealthProblem::id)
                .containsExactly("duration/weekly");
        assertThat(look("")).as("no limit, and too few to compare with").isEmpty();
    }

    @Test
    void theLastBackupMayTakeThreeTimesAsLongAsTheMedianOfThoseBeforeIt() {
        for (int day = 2; day < 12; day++) {
            // Only the seven before it count, and a single slow one does not move their median.
            taken(BackupMode.DAILY, day, day == 4 || day > 8 ? MINUTE.multipliedBy(90) : MINUTE.multipliedBy(10));
        }
        taken(BackupMode.DAILY, 1, MINUTE.multipliedBy(31));
        assertThat(look("")).singleElement().satisfies(problem -> {
            assertThat(problem.id()).isEqualTo("duration/daily");
            assertThat(problem.what())
                    .isEqualTo("the last daily backup took 31 min, the median of the 7 before it is 10 min");
        });
        assertThat(look("health: { slower: 4 }\n")).isEmpty();
        taken(BackupMode.DAILY, 0, MINUTE.multipliedBy(30));
        assertThat(look("")).isEmpty();
    }

    @Test
    void aDifferenceOfLessThanFiveMinutesSaysNothing() {
        for (int day = 2; day < 9; day++) {
            taken(BackupMode.DAILY, day, Duration.ofSeconds(10));
        }
        taken(BackupMode.DAILY, 1, Duration.ofMinutes(5));
        assertThat(look("")).isEmpty();
        taken(BackupMode.DAILY, 0, Duration.ofSeconds(310));
        assertThat(look("")).extracting(HealthProblem::id).containsExactly("duration/daily");
    }

    private List<HealthProblem> look(String yaml) {
        return new RunsCheck(
                        Seen.runbook(yaml), () -> new ReportArchive(OpenVault.of(vault(true), secrets())), Seen.NOW)
                .look();
    }

    private void taken(BackupMode mode, int daysAgo, Duration took) {
        write(true, mode, daysAgo, took, null);
    }

    private void failed(BackupMode mode, int daysAgo) {
        write(true, mode, daysAgo, MINUTE, "SNAPSHOT_LOST: gone");
    }

    private void write(boolean signed, BackupMode mode, int daysAgo, Duration took, @Nullable String error) {
        Instant start = at(daysAgo);
        BackupReport backup = error != null
                ? null
                : new BackupReport(
                        mode.wireName() + "/" + daysAgo,
                        "0".repeat(64),
                        1,
                        1,
                        1,
                        1,
                        took,
                        false,
                        List.of(),
                        List.of(),
                        0,
                        List.of());
        new Reports(OpenVault.of(vault(signed), secrets()).recording())
                .write(new BackupRun(
                        "backup/small/" + mode.wireName() + "-" + start,
                        "small",
                        mode,
                        null,
                        null,
                        "schedule",
                        start,
                        start.plus(took),
                        Objectives.DEFAULT,
                        null,
                        backup,
                        error,
                        null));
    }

    private static Instant at(int daysAgo) {
        return Seen.NOW.minus(Duration.ofDays(daysAgo)).minus(Duration.ofHours(2));
    }

    private Vault vault(boolean signing) {
        return new Vault(
                "small",
                new StoreSettings(StoreLocation.folder(folder.resolve("sets").toString()), List.of()),
                new Keys(
                        List.of(keys.resolve("backup.pub.asc").toString()),
                        signing ? "file:" + keys.resolve("signing.sec.asc") : null,
                        List.of(),
                        null,
                        List.of(KeyFiles.describe(keys.resolve("signing.pub.asc"))
                                .fingerprint())),
                null);
    }

    private static Secrets secrets() {
        return new Secrets(Map.of());
    }
}
