package dev.lifeboat.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** V0: how old a set may be follows from when its schedule is due. */
class DueTimesTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "never",
            value = {
                "0 2 * * *          | UTC           | 2026-03-01T02:00:00Z | 2026-03-01T02:00:00Z | 2026-03-02T02:00:00Z",
                "0 2 * * *          | UTC           | 2026-03-01T01:59:59Z | 2026-02-28T02:00:00Z | 2026-03-01T02:00:00Z",
                "0 2 * * 0          | UTC           | 2026-03-03T12:00:00Z | 2026-03-01T02:00:00Z | 2026-03-08T02:00:00Z",
                "0 2 1 * *          | UTC           | 2026-02-28T12:00:00Z | 2026-02-01T02:00:00Z | 2026-03-01T02:00:00Z",
                "0 2 1 * 0          | UTC           | 2026-04-02T12:00:00Z | 2026-04-01T02:00:00Z | 2026-04-05T02:00:00Z",
                "first sunday 04:00 | UTC           | 2026-03-31T12:00:00Z | 2026-03-01T04:00:00Z | 2026-04-05T04:00:00Z",
                "0 2 29 2 *         | UTC           | 2026-03-01T00:00:00Z | 2024-02-29T02:00:00Z | 2028-02-29T02:00:00Z",
                "0 2 * * *          | Europe/Berlin | 2026-07-01T12:00:00Z | 2026-07-01T00:00:00Z | 2026-07-02T00:00:00Z",
                "0 22 * * *         | Asia/Tokyo    | 2026-07-01T12:00:00Z | 2026-06-30T13:00:00Z | 2026-07-01T13:00:00Z",
                // The clocks go forward at two, and back at three.
                "30 2 * * *         | Europe/Berlin | 2026-03-29T12:00:00Z | 2026-03-28T01:30:00Z | 2026-03-30T00:30:00Z",
                "30 2 * * *         | Europe/Berlin | 2026-10-25T12:00:00Z | 2026-10-25T01:30:00Z | 2026-10-26T01:30:00Z",
                "30 1 * * *         | America/New_York | 2026-11-01T06:00:00Z | 2026-11-01T05:30:00Z | 2026-11-01T06:30:00Z",
                "0 4 * * *          | Europe/Berlin | 2026-10-25T01:00:00Z | 2026-10-24T02:00:00Z | 2026-10-25T03:00:00Z"
            })
    void knowsTheTimesBeforeAndAfter(String line, String zone, Instant now, Instant last, Instant next) {
        ScheduledRun run = run(line, zone);
        assertThat(DueTimes.last(run, now)).isEqualTo(last);
        assertThat(DueTimes.next(run, now)).isEqualTo(next);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 2 * * *    | UTC           | 2026-03-01T12:00:00Z | PT24H",
                "0 2 * * 0    | UTC           | 2026-03-04T12:00:00Z | PT168H",
                "0 2 1 * *    | UTC           | 2026-02-10T12:00:00Z | PT744H",
                "0 2 1 * *    | UTC           | 2026-03-10T12:00:00Z | PT744H",
                "0 */6 * * *  | UTC           | 2026-03-01T12:30:00Z | PT6H",
                "0 4 * * *    | Europe/Berlin | 2026-10-25T12:00:00Z | PT25H",
                "0 4 * * *    | Europe/Berlin | 2026-10-27T12:00:00Z | PT24H"
            })
    void measuresTheGapAboutNow(String line, String zone, Instant now, Duration gap) {
        assertThat(DueTimes.gap(List.of(run(line, zone)), now)).isEqualTo(gap);
    }

    @Test
    void takesTheSchedulesOfAModeTogether() {
        List<ScheduledRun> runs = Stream.of("0 2 * * *", "0 14 * * *")
                .map(line -> run(line, "UTC"))
                .toList();
        assertThat(DueTimes.gap(runs, Instant.parse("2026-03-01T15:00:00Z"))).isEqualTo(Duration.ofHours(12));
        assertThat(DueTimes.gap(List.of(), Instant.parse("2026-03-01T15:00:00Z")))
                .isNull();
    }

    private static ScheduledRun run(String line, String zone) {
        return new ScheduledRun("backup/x/y", "backup", "y", line, ZoneId.of(zone));
    }
}
