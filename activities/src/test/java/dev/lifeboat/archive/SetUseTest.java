package dev.lifeboat.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.lifeboat.store.FullStore;
import dev.lifeboat.store.MemoryStore;
import dev.lifeboat.store.Store;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class SetUseTest {
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
    private static final String SET = "daily/2026-11-21";

    private final MemoryStore store = new MemoryStore(Clock.fixed(NOW, ZoneOffset.UTC));

    @Test
    void isOneNoteAReaderAndDay() {
        SetUse.note(store, SET, "restore/bookings/new one", NOW);
        SetUse.note(store, SET, "restore/bookings/new one", NOW.plusSeconds(5));
        SetUse.note(store, SET, "verify/bookings/x", NOW);

        assertThat(SetUse.of(store, SET, NOW))
                .extracting(SetUse::reader)
                .containsExactly("restore_bookings_new_one.2026-11-22", "verify_bookings_x.2026-11-22");
        assertThat(SetUse.of(store, "daily/2026-11-20", NOW)).isEmpty();
        assertThat(SetUse.of(store, "", NOW)).extracting(SetUse::set).containsOnly(SET);
    }

    @Test
    void holdsForThreeDaysByTheStoresClock() {
        // The reader's clock is a year ahead.
        SetUse.note(store, SET, "restore/a/b", NOW.plus(Duration.ofDays(365)));

        assertThat(SetUse.of(store, SET, NOW.plus(SetUse.VALID).minusMillis(1))).hasSize(1);
        assertThat(SetUse.of(store, SET, NOW.plus(SetUse.VALID))).isEmpty();
    }

    @Test
    void aStoreThatCannotBeWrittenIsReadAllTheSame() {
        Store full = new FullStore(0);
        assertThatCode(() -> SetUse.note(full, SET, "restore/a/c", NOW)).doesNotThrowAnyException();
        assertThat(SetUse.of(full, SET, NOW)).isEmpty();
    }

    @Test
    void aLongNameOfAReaderIsCut() {
        SetUse.note(store, SET, "r/" + "x".repeat(900), NOW);

        assertThat(SetUse.of(store, SET, NOW)).hasSize(1);
    }
}
