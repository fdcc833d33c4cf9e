package dev.lifeboat.retention;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What stops a clean-up as a whole: nothing goes, and people are told why. */
class StoppedCleanUpTest extends DecidedSets {
    @Test
    void anAlarmThatNobodyLookedAtStopsEverything() {
        two();
        add(TestSet.daily(60));
        add(TestSet.daily(61).alarmed("rows fell by 80 %"));
        assertThat(deleted()).isEmpty();
        assertThat(decide().stops()).containsExactly("daily/61: rows fell by 80 %");
        assertThat(reasons("daily/60")).contains("the clean-up is stopped");
    }

    @Test
    void anAlarmInThePrimaryStoreStopsItsCopies() {
        two();
        add(TestSet.daily(60));
        alarms.add("daily/3: rows fell by 80 %");
        assertThat(deleted()).isEmpty();
        assertThat(decide().stops()).containsExactly("daily/3: rows fell by 80 %");
    }

    @Test
    void aSetFromTomorrowStopsEverything() {
        two();
        add(TestSet.daily(60));
        add(TestSet.daily(-1));
        assertThat(deleted()).isEmpty();
        assertThat(decide().stops()).singleElement().asString().contains("daily/-1", "clock");
    }

    @Test
    void aClockThatIsSlightlyAheadStopsNothing() {
        two();
        add(TestSet.daily(60));
        add(TestSet.daily(0).named("daily/now").at(NOW.plusSeconds(60)));
        assertThat(deleted()).containsExactly("daily/60");
    }
}
