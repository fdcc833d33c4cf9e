package dev.lifeboat.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class TombstoneTest {
    private static final Instant SINCE = Instant.parse("2026-01-14T02:03:04.005Z");
    private static final PreviousSet PREVIOUS = new PreviousSet("daily/2026-01-13.2", "0a".repeat(32));

    @Test
    void saysWhatItWasTold() {
        Tombstone tombstone = new Tombstone(PREVIOUS, 4711, SINCE, "copy-1", "older than P30D: gone");

        assertThat(tombstone.text())
                .isEqualTo("previous=daily/2026-01-13.2:" + "0a".repeat(32)
                        + " storedBytes=4711 since=2026-01-14T02:03:04.005Z store=copy-1: older than P30D: gone");
        assertThat(Tombstone.parse(tombstone.text())).isEqualTo(tombstone);
    }

    @Test
    void theFirstSetOfAChainHasNoneBeforeIt() {
        Tombstone first = new Tombstone(null, 0, SINCE, null, "line\nbreaks  go");

        assertThat(Tombstone.parse(first.text())).isEqualTo(first);
        assertThat(first.text()).startsWith("previous=none ").endsWith(": line breaks go");
    }

    @Test
    void oneOfAnOlderVersionNamesNoStore() {
        Tombstone old = Tombstone.parse("previous=none storedBytes=1 since=2026-01-14T02:03:04.005Z: store=x: gone");

        assertThat(old).isEqualTo(new Tombstone(null, 1, SINCE, null, "store=x: gone"));
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                "because",
                "previous=none storedBytes=-1 since=2026-01-14T02:03:04Z: x",
                "previous=daily/a:beef storedBytes=1 since=2026-01-14T02:03:04Z: x",
                "previous=none storedBytes=1 since=yesterday: x",
                "previous=none storedBytes=1 since=2026-13-14T02:03:04Z: x",
                "previous=none storedBytes=1111111111111111111111 since=2026-01-14T02:03:04Z: x"
            })
    void anythingElseIsNone(String detail) {
        assertThatThrownBy(() -> Tombstone.parse(detail))
                .isInstanceOfSatisfying(
                        LifeboatException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SET_CORRUPT));
    }
}
