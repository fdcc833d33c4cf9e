package dev.lifeboat.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lifeboat.backup.BackupRequest;
import dev.lifeboat.runbook.LoadedRunbook;
import dev.lifeboat.runbook.RunbookFile;
import dev.lifeboat.set.BackupMode;
import dev.lifeboat.set.Form;
import dev.lifeboat.verify.VerifyAllRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each row of the plans of bookings-assistant (BA) and project-x (PX) has its schedule. */
class PlansTest {
    /** The days of a month with a first Sunday on the 1st and a first day that is that Sunday: all rows fall into it. */
    private static final Instant BEGIN = Instant.parse("2026-02-28T23:59:00Z");

    private static final Duration YEAR = Duration.ofDays(365);
    private static final Instant END = Instant.parse("2026-03-08T00:00:00Z");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bookings-assistant | backup/daily     | Backup      | every day 02:00",
                "bookings-assistant | backup/weekly    | Backup      | 1 02:00",
                "bookings-assistant | backup/monthly   | Backup      | 1 02:00",
                "bookings-assistant | drill/weekly     | Drill       | 1 04:00",
                "bookings-assistant | drill/monthly    | Drill       | 1 04:00",
                "bookings-assistant | drill/quarterly  | Drill       | never",
                "bookings-assistant | verify/daily     | VerifyAll   | every day 03:00",
                "bookings-assistant | verify/monthly   | VerifyAll   | 1 08:00",
                "bookings-assistant | audit/verify     | VerifyAudit | every day 05:00",
                "bookings-assistant | retention/clean-up | Retention | 1 06:00",
                "bookings-assistant | health/check     | Health      | every day 07:00",
                "project-x          | backup/daily     | Backup      | every day 06:00",
                "project-x          | backup/schema    | Backup      | every day 12:00",
                "project-x          | backup/data      | Backup      | every day 18:00",
                "project-x          | backup/weekly    | Backup      | 1 02:00",
                "project-x          | backup/monthly   | Backup      | 1 03:00",
                "project-x          | verify/sunday    | VerifyAll   | 1 04:00, 1 05:00",
                "project-x          | verify/monthly   | VerifyAll   | 1 09:00",
                "project-x          | retention/clean-up | Retention | 1 04:00, 1 06:00",
                "project-x          | audit/verify     | VerifyAudit | 1 08:00",
                "project-x          | drill/recovery-test | Drill    | 1 10:00",
                "project-x          | health/check     | Health      | every day 07:00"
            })
    void hasEachRowOfThePlan(String example, String name, String type, String times) {
        PlannedSchedule planned = planned(example, name);
        assertThat(planned.type()).isEqualTo(type);
        assertThat(inTheFirstWeek(planned.run())).isEqualTo(times);
    }

    @Test
    void hasNoScheduleThatNoPlanKnows() {
        assertThat(all("bookings-assistant")).hasSize(11);
        assertThat(all("project-x")).hasSize(11);
    }

    @ParameterizedTest
    @CsvSource({
        "bookings-assistant, daily, P30D",
        "bookings-assistant, weekly, P90D",
        "bookings-assistant, monthly, P12M",
        "bookings-assistant, pre-deployment, P90D",
        "bookings-assistant, on-demand, P30D",
        "project-x, daily, P30D",
        "project-x, weekly, P90D",
        "project-x, monthly, P365D"
    })
    void keepsSetsAsLongAsThePlanSays(String example, String mode, Period keep) {
        assertThat(Objects.requireNonNull(load(example).runbook().backups().get(mode))
                        .keep())
                .isEqualTo(keep);
    }

    @Test
    void takesWhatThePlanSays() {
        BackupRequest schema =
                (BackupRequest) planned("project-x", "backup/schema").input();
        assertThat(schema.mode()).isEqualTo(BackupMode.SCHEMA);
        assertThat(schema.content().form()).isEqualTo(Form.SQL);
        BackupRequest data = (BackupRequest) planned("project-x", "backup/data").input();
        assertThat(data.mode()).isEqualTo(BackupMode.DATA);
        VerifyAllRequest all = (VerifyAllRequest)
                planned("bookings-assistant", "verify/monthly").input();
        assertThat(all.sets()).isEqualTo("all");
        assertThat(all.store()).as("every store").isNull();
        assertThat(load("bookings-assistant").runbook().tiers().values().stream()
                        .mapToLong(List::size)
                        .sum())
                .as("critical tables")
                .isEqualTo(17);
        assertThat(load("bookings-assistant").runbook().tiers()).hasSize(5);
    }

    /** Else status says MISSED, and the alert fires, while everything runs as planned. */
    @ParameterizedTest
    @ValueSource(strings = {"bookings-assistant", "project-x"})
    void takesWholeSetsAsOftenAsTheObjectiveAsks(String example) {
        NavigableSet<Instant> times = new TreeSet<>();
        for (PlannedSchedule planned : all(example).values()) {
            if (planned.input() instanceof BackupRequest backup
                    && backup.content().holdsEverything()
                    && backup.content().form() == Form.ARCHIVE) {
                Instant next = DueTimes.next(planned.run(), BEGIN);
                while (next != null && next.isBefore(BEGIN.plus(YEAR))) {
                    times.add(next);
                    next = DueTimes.next(planned.run(), next);
                }
            }
        }
        assertThat(times).hasSizeGreaterThan(50);
        Duration longest = times.stream()
                .filter(time -> times.higher(time) != null)
                .map(time -> Duration.between(time, times.higher(time)))
                .max(Duration::compareTo)
                .orElseThrow();
        assertThat(longest)
                .isLessThanOrEqualTo(load(example).runbook().objectives().rpo());
    }

    private static String inTheFirstWeek(ScheduledRun run) {
        List<Instant> times = new ArrayList<>();
        Instant next = DueTimes.next(run, BEGIN);
        while (next != null && next.isBefore(END)) {
            times.add(next);
            next = DueTimes.next(run, next);
        }
        if (times.size() == 7) {
            return "every day " + times.get(0).toString().substring(11, 16);
        }
        return times.isEmpty()
                ? "never"
                : String.join(
                        ", ",
                        times.stream()
                                .map(time -> time.toString().substring(9, 10) + " "
                                        + time.toString().substring(11, 16))
                                .toList());
    }

    private static PlannedSchedule planned(String example, String name) {
        PlannedSchedule planned = all(example).get(name.replaceFirst("/", "/" + example + "/"));
        assertThat(planned).as(name).isNotNull();
        return planned;
    }

    private static SortedMap<String, PlannedSchedule> all(String example) {
        return new RunbookSchedules(load(example)).all();
    }

    private static LoadedRunbook load(String example) {
        return RunbookFile.load(Path.of(System.getProperty("lifeboat.root"), "examples", example, "runbook.yaml"));
    }
}
