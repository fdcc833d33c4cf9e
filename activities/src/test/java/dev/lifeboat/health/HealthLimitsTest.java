package dev.lifeboat.health;

import static dev.lifeboat.health.Seen.NOW;
import static dev.lifeboat.health.Seen.copy;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lifeboat.archive.SetState;
import dev.lifeboat.report.ReportSamples;
import dev.lifeboat.set.BackupMode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** V0, V1, K3: the alert rules of the metrics draw the lines of the checks. */
class HealthLimitsTest {
    private static final Duration FRESH = Duration.ofHours(10);
    private static final Duration WEEK = Duration.ofHours(7 * 24 + 1);

    private static HealthLimits of(Seen seen) {
        return new HealthLimits(seen.runbook(), seen.get().listed(), NOW);
    }

    @Test
    void aModeThatWaitsForItsFirstSetIsDueWhenTheCheckTellsOfIt() {
        String both =
                "backups: { daily: { at: \"0 2 * * *\" }, weekly: { at: \"0 2 * * 0\" }, on-demand: { keep: P30D } }\n";
        assertThat(of(new Seen(both)).backupsDue())
                .as("nobody knows since when it waits")
                .isEmpty();
        assertThat(of(new Seen(both).set("daily/1", FRESH)).backupsDue())
                .isEqualTo(Map.of(
                        BackupMode.DAILY,
                        NOW.minus(FRESH).plus(Duration.ofHours(25)),
                        BackupMode.WEEKLY,
                        NOW.minus(FRESH).plus(WEEK)));
        for (Duration age : new Duration[] {WEEK.minusSeconds(1), WEEK, WEEK.plusSeconds(1)}) {
            Seen seen = new Seen(both).set("daily/2", FRESH).set("daily/1", age);
            assertThat(of(seen).backupsDue().get(BackupMode.WEEKLY).isBefore(NOW))
                    .as("after " + age)
                    .isEqualTo(!new AgeCheck(seen).look().isEmpty());
        }
    }

    @Test
    void eachStoreHasTheTimeThatTheRunbookGivesToReadItsSetsAgain() {
        Seen seen = new Seen(Seen.DAILY + "health: { verified: P3D }\n")
                .set("daily/3", FRESH)
                .set("daily/2", Duration.ofDays(2), copy("primary", SetState.TAKEN), copy("copy-1", SetState.VERIFIED))
                .set("daily/1", Duration.ofDays(4));
        Duration limit = Duration.ofDays(3);
        assertThat(of(seen).verificationsDue())
                .isEqualTo(Map.of(
                        "primary",
                        NOW.minus(Duration.ofDays(4)).plus(limit),
                        "copy-1",
                        NOW.minus(FRESH).plus(limit)));
        assertThat(new TrustCheck(seen, Optional::empty).look())
                .extracting(HealthProblem::id)
                .containsExactly("unverified/primary");
        assertThat(of(new Seen(Seen.DAILY)).verificationsDue().values())
                .as("where none waits")
                .containsOnly(NOW.plus(Duration.ofDays(8)));
    }

    @Test
    void drillsOfAMonthAreNotLateInTheSecondWeek() {
        String monthly = Seen.DAILY + "drills: { monthly: { at: \"first sunday 04:00\" } }\n";
        Duration planned = Duration.ofDays(36);
        Seen seen = new Seen(monthly)
                .set("daily/2", FRESH, 1_000, 10_000_000, SetState.VERIFIED)
                .proven("daily/1", Duration.ofDays(30), Duration.ofDays(20));
        assertThat(of(seen).drillDue(List.of()))
                .isEqualTo(NOW.minus(Duration.ofDays(20)).plus(planned));
        assertThat(new TrustCheck(seen, Optional::empty).look()).isEmpty();
        assertThat(of(new Seen(monthly).set("daily/1", FRESH)).drillDue(List.of()))
                .as("a system without any has the same time")
                .isEqualTo(NOW.minus(FRESH).plus(planned));
        assertThat(of(new Seen(monthly)).drillDue(List.of())).isNull();
        assertThat(of(new Seen(monthly).set("daily/1", Duration.ofDays(60)))
                        .drillDue(List.of(ReportSamples.drill(NOW.minus(FRESH), true, Duration.ofHours(1)))))
                .as("the set that it proved is gone")
                .isEqualTo(NOW.minus(FRESH).plus(Duration.ofHours(1)).plus(planned));
    }

    /** K1: a clean-up that keeps a store's own time removes nothing that lacks. */
    @Test
    void aStoreLacksWhatTheCheckSaysThatItLacks() {
        String weekly = "backups: { weekly: { at: \"0 2 * * 0\", keep: P90D } }\n";
        Map<Duration, Long> lacking = new TreeMap<>();
        for (Duration age : new Duration[] {Duration.ofHours(2), Duration.ofDays(29), Duration.ofDays(31)}) {
            Seen seen = new Seen(weekly, ", keep: P30D")
                    .set("weekly/1", age, copy("primary", SetState.TAKEN), copy("copy-1", null));
            lacking.put(age, of(seen).lacking("copy-1"));
            assertThat(of(seen).lacking("primary")).isZero();
        }
        assertThat(lacking)
                .isEqualTo(Map.of(Duration.ofHours(2), 0L, Duration.ofDays(29), 1L, Duration.ofDays(31), 0L));
        Seen damaged = new Seen(weekly)
                .set("weekly/1", FRESH, copy("primary", SetState.TAKEN), copy("copy-1", SetState.FAILED));
        assertThat(of(damaged).lacking("copy-1")).isEqualTo(1);
    }

    @Test
    void whatMayBeInASilentStoreIsNotDue() {
        Seen seen = new Seen(Seen.DAILY).set("daily/1", Duration.ofDays(40)).silent("primary");
        assertThat(of(seen).backupsDue()).isEmpty();
        assertThat(of(seen).drillDue(List.of())).isNull();
        assertThat(of(seen).verificationsDue()).containsOnlyKeys("copy-1");
    }
}
