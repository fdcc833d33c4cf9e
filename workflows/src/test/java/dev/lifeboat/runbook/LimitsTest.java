package dev.lifeboat.runbook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Period;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LimitsTest {
    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT-30M", "P3654D", "PT99999999H"})
    void refusesDurationsThatAreNoneOrEndless(Duration span) {
        assertThat(Limits.fits(span)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"P0D", "P-30D", "P1M-1D", "P10Y1D", "P10Y1M", "P121M", "P3654D", "P9Y999D"})
    void refusesPeriodsThatAreNoneOrEndless(String span) {
        assertThat(Limits.fits(Period.parse(span))).isFalse();
    }

    @Test
    void acceptsTenYears() {
        assertThat(Limits.fits(Period.ofYears(10))).isTrue();
        assertThat(Limits.fits(Duration.ofDays(3650))).isTrue();
        assertThat(Limits.fits(Duration.ofMillis(1))).isTrue();
    }

    @Test
    void areKeptByTheRecordsToo() {
        assertThatThrownBy(() -> new Phase("auth", Duration.ofMinutes(-30), List.of(), List.of(), List.of(), null))
                .hasMessageContaining("phases.within");
        assertThatThrownBy(() -> new Objectives(Duration.ZERO, null)).hasMessageContaining("objectives.rpo");
    }
}
