package dev.lifeboat.notice;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SpokenTest {
    @Test
    void saysARangeInTheUnitThatFits() {
        assertThat(range(20, 50)).isEqualTo("20–50 s");
        assertThat(range(6 * 60 + 10, 8 * 60 + 1)).isEqualTo("6–9 min");
        assertThat(range(110 * 60, 140 * 60)).isEqualTo("1 h 50 min – 2 h 20 min");
        assertThat(range(30, 180)).isEqualTo("0–3 min");
    }

    @Test
    void saysOneNumberWhereBothEndsAreTheSame() {
        assertThat(range(300, 300)).isEqualTo("5 min");
        assertThat(range(7, 7)).isEqualTo("7 s");
    }

    @Test
    void countsOneAsOne() {
        assertThat(Spoken.count(1, "warning")).isEqualTo("1 warning");
        assertThat(Spoken.count(0, "warning")).isEqualTo("0 warnings");
        assertThat(Spoken.count(2, "warning")).isEqualTo("2 warnings");
    }

    private static String range(long least, long most) {
        return Spoken.range(Duration.ofSeconds(least), Duration.ofSeconds(most));
    }
}
