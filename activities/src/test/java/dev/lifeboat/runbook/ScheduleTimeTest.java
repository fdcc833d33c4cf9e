package dev.lifeboat.runbook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.YearMonth;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScheduleTimeTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "*/15 * * * *",
                "0 2 1 1,4,7,10 *",
                "0 4 * * 0-6",
                "0 4 * * 7",
                "5/20 * * * *",
                "0 8-18/2 * * 1-5",
                "0 2 29 2 *",
                "0 2 31 1,2 *",
                "0 2 30 */2 *",
                " 0  2 * * * ",
                "59 23 31 12 *"
            })
    void knowsCronLines(String time) {
        assertThat(ScheduleTime.parse(time)).isInstanceOf(ScheduleTime.Cron.class);
    }

    @Test
    void knowsWeekdaysOfTheMonth() {
        assertThat(ScheduleTime.parse("first sunday 04:00")).isEqualTo(new ScheduleTime.NthWeekday(1, 0, 4, 0));
        assertThat(ScheduleTime.parse("Third Friday 23:59")).isEqualTo(new ScheduleTime.NthWeekday(3, 5, 23, 59));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "60 * * * *|the minute must be between 0 and 59",
                "* * 0 * *|the day of the month must be between 1 and 31",
                "* * * 13 *|the month must be between 1 and 12",
                "* * * * 8|the weekday must be between 0 and 7",
                "5-3 * * * *|the minute must be",
                "*-5 * * * *|the minute is not readable",
                "5- * * * *|the minute is not readable",
                "5,,6 * * * *|the minute is not readable",
                "-5 * * * *|the minute is not readable",
                "* * * jan *|the month is not readable",
                "*/0 * * * *|the minute has a step",
                "*/99 * * * *|the minute has a step",
                "*/60 * * * *|the minute has a step",
                "1-5/7 * * * *|the minute has a step",
                "55/10 * * * *|the minute has a step",
                "0 2 31 2 *|never comes",
                "0 2 30 2 *|never comes",
                "0 2 31 4,6,9,11 *|never comes",
                "0 2 30-31 2 *|never comes",
                "0 2 * *|expected five cron fields",
                "0 2 * * * *|expected five cron fields",
                "fifth sunday 04:00|expected five cron fields",
                "first sunday 24:00|expected five cron fields",
                "now|expected five cron fields"
            })
    void refusesTimesThatNeverCome(String time, String reason) {
        assertThatThrownBy(() -> ScheduleTime.parse(time))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(reason);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 2 * * *          | 2026-02 | 28",
                "0 2 * * 0          | 2026-03 | 5",
                "0 2 * * 7          | 2026-03 | 5",
                "0 2 31 * *         | 2026-04 | 0",
                "0 2 1 1,7 *        | 2026-07 | 1",
                "0 2 1 1,7 *        | 2026-08 | 0",
                "0,30 */6 * * *     | 2026-04 | 240",
                "0 2 1 * 0          | 2026-03 | 5",
                "0 2 2 * 0          | 2026-03 | 6",
                "first sunday 04:00 | 2026-03 | 1",
                "0 6 * * 0 or 0 4 1 * * | 2026-03 | 6",
                "0 6 * * 0 or 0 6 1 * * | 2026-03 | 5"
            })
    void comesSoOftenInAMonth(String time, String month, int times) {
        assertThat(ScheduleTime.parse(time).timesIn(YearMonth.parse(month))).isEqualTo(times);
    }
}
