package dev.lifeboat.runbook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When it is quiet, and when that ends, also in the two nights in which the clock is changed. */
class QuietHoursTest {
    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                // an ordinary night in Berlin, UTC+1
                "22:00, 07:00, 2026-01-14T20:59:59Z, -",
                "22:00, 07:00, 2026-01-14T21:00:00Z, 2026-01-15T06:00:00Z",
                "22:00, 07:00, 2026-01-15T05:59:59Z, 2026-01-15T06:00:00Z",
                "22:00, 07:00, 2026-01-15T06:00:00Z, -",
                // within a day
                "12:00, 14:00, 2026-01-14T11:30:00Z, 2026-01-14T13:00:00Z",
                "12:00, 14:00, 2026-01-14T13:00:00Z, -",
                // the clock jumps from 02:00 to 03:00 at 01:00 UTC
                "22:00, 07:00, 2026-03-28T21:30:00Z, 2026-03-29T05:00:00Z",
                "22:00, 02:30, 2026-03-29T00:30:00Z, 2026-03-29T01:00:00Z",
                "22:00, 02:30, 2026-03-29T01:00:00Z, -",
                // the hour from 02:00 to 03:00 comes twice, at 00:00 and at 01:00 UTC
                "22:00, 07:00, 2026-10-24T20:30:00Z, 2026-10-25T06:00:00Z",
                "22:00, 02:30, 2026-10-25T00:10:00Z, 2026-10-25T00:30:00Z",
                "22:00, 02:30, 2026-10-25T00:40:00Z, -",
                "22:00, 02:30, 2026-10-25T01:10:00Z, 2026-10-25T01:30:00Z",
                "22:00, 02:30, 2026-10-25T01:30:00Z, -"
            })
    void endsWhenThePeopleThereGetUp(String from, String to, Instant moment, Instant end) {
        assertThat(new QuietHours(from, to, "Europe/Berlin", null).endsAfter(moment))
                .isEqualTo(end);
    }

    @Test
    void coversWhatPeopleReadAndNoMachine() {
        QuietHours all = new QuietHours("22:00", "07:00", null, null);
        assertThat(all.cover("email", ChannelKind.EMAIL)).isTrue();
        assertThat(all.cover("webhook", ChannelKind.WEBHOOK)).isFalse();
        assertThat(all.cover("pagerduty", ChannelKind.PAGERDUTY)).isFalse();
        QuietHours phones = new QuietHours("22:00", "07:00", null, List.of("ntfy"));
        assertThat(phones.cover("email", ChannelKind.EMAIL)).isFalse();
        assertThat(phones.cover("ntfy", ChannelKind.NTFY)).isTrue();
    }
}
