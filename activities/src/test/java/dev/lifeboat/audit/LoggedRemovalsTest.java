package dev.lifeboat.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lifeboat.archive.Mark;
import dev.lifeboat.archive.MarkKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LoggedRemovalsTest {
    private static final Mark TOMBSTONE = new Mark(
            MarkKind.DELETED, "daily/1", "sha-1", "retention/1", Instant.parse("2026-11-22T03:00:00Z"), "too old");

    private final List<LoggedRemoval> log = new ArrayList<>();

    @Test
    void aRemovalThatTheLogTellsOfCounts() {
        says("primary", "retention/1", false);
        assertThat(worth("primary")).isEqualTo(Worth.LOGGED);
        assertThat(worth(null)).as("of an older version").isEqualTo(Worth.LOGGED);
    }

    @Test
    void anEntryOfAnOlderVersionCounts() {
        says("primary", null, false);
        assertThat(worth(null)).isEqualTo(Worth.LOGGED);
        says("primary", null, true);
        assertThat(worth(null)).isEqualTo(Worth.REFUTED);
    }

    @Test
    void aRemovalFromAnotherStoreExcusesNothing() {
        says("copy", "retention/1", false);
        assertThat(worth("copy")).isEqualTo(Worth.REFUTED);
        assertThat(worth(null)).isEqualTo(Worth.REFUTED);
        // Anybody can write an entry; nobody can sign another store into the mark.
        says("primary", "retention/1", false);
        assertThat(worth("copy")).isEqualTo(Worth.REFUTED);
    }

    @Test
    void aRemovalThatWasCalledOffExcusesNothing() {
        says("primary", "retention/1", false);
        says("primary", "retention/1", true);
        assertThat(worth("primary")).isEqualTo(Worth.REFUTED);
        says("primary", "retention/1", false);
        assertThat(worth("primary")).isEqualTo(Worth.UNLOGGED);
    }

    @Test
    void whatAnotherRunRemovesLaterStandsForItself() {
        says("primary", "retention/0", false);
        says("primary", "retention/0", true);
        says("primary", "retention/1", false);
        assertThat(worth("primary")).isEqualTo(Worth.LOGGED);
    }

    @Test
    void whatTheLogDoesNotTellOrTellsOfAStoreOfAnotherNameIsUnlogged() {
        assertThat(worth("primary")).isEqualTo(Worth.UNLOGGED);
        says("old-name", "retention/1", false);
        assertThat(worth("old-name")).isEqualTo(Worth.UNLOGGED);
        assertThat(worth(null)).isEqualTo(Worth.UNLOGGED);
    }

    private void says(String store, @Nullable String removal, boolean kept) {
        log.add(new LoggedRemoval(log.size() + 1, "daily/1", "sha-1", store, removal, kept));
    }

    private Worth worth(@Nullable String named) {
        return new LoggedRemovals(log, "primary", Set.of("primary", "copy")).of(TOMBSTONE, named);
    }
}
