package dev.lifeboat.runbook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lifeboat.set.BackupMode;
import java.time.Period;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** How long sets of a mode are locked where a store locks. */
class LockedForTest {
    private final SortedMap<String, BackupSchedule> backups = new TreeMap<>();

    @Test
    void takesTheLongestKeepOfTheModesBackups() {
        backup("daily", null, Period.ofDays(30));
        backup("nightly", BackupMode.DAILY, Period.ofMonths(2));
        backup("weekly", null, Period.ofDays(400));
        assertThat(lockedFor(BackupMode.DAILY)).isEqualTo(Period.ofMonths(2));
    }

    /** The other daily sets are kept for ever: thirty days would be too short for them. */
    @Test
    void takesAYearAtLeastWhereABackupOfTheModeIsKeptWithoutLimit() {
        backup("daily", null, Period.ofDays(30));
        backup("nightly", BackupMode.DAILY, null);
        backup("monthly", null, null);
        backup("yearly", BackupMode.MONTHLY, Period.ofYears(7));
        assertThat(lockedFor(BackupMode.DAILY)).isEqualTo(Period.ofYears(1));
        assertThat(lockedFor(BackupMode.MONTHLY)).isEqualTo(Period.ofYears(7));
    }

    @Test
    void takesAYearForAModeWithoutABackup() {
        assertThat(lockedFor(BackupMode.EMERGENCY)).isEqualTo(Period.ofYears(1));
    }

    private void backup(String name, BackupMode mode, Period keep) {
        backups.put(name, new BackupSchedule(null, null, mode, List.of(), null, keep, false, false));
    }

    private Period lockedFor(BackupMode mode) {
        Runbook plain = Runbook.of(
                "test",
                new Database("env:SOURCE", null),
                new StoreSettings(StoreLocation.folder("/backups"), List.of()),
                new Keys(List.of("/keys/a.asc"), null, List.of(), null, List.of()));
        return new Runbook(
                        plain.name(),
                        plain.database(),
                        plain.store(),
                        plain.keys(),
                        plain.archive(),
                        plain.objectives(),
                        plain.tiers(),
                        plain.phases(),
                        backups,
                        plain.drills(),
                        plain.drillServer(),
                        plain.target(),
                        plain.roleMap(),
                        plain.steps(),
                        plain.notifications(),
                        plain.people(),
                        plain.approvals(),
                        plain.retention(),
                        plain.audit(),
                        plain.anomalies(),
                        plain.verify(),
                        plain.health())
                .lockedFor(mode);
    }
}
