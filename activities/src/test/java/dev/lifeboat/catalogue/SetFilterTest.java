package dev.lifeboat.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lifeboat.archive.Mark;
import dev.lifeboat.archive.MarkKind;
import dev.lifeboat.archive.SetState;
import dev.lifeboat.set.BackupMode;
import dev.lifeboat.set.Form;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class SetFilterTest {
    private static final Instant AT = Instant.parse("2026-03-01T02:00:00Z");
    private static final SetFilter ALL = new SetFilter(null, null, null, null, null, null, null, false, false);

    @Test
    void hidesWhatFailsOnePart() {
        CataloguedSet set = set();
        assertThat(ALL.shows(set)).isTrue();
        assertThat(new SetFilter(BackupMode.WEEKLY, null, null, null, null, null, null, false, false).shows(set))
                .isFalse();
        assertThat(new SetFilter(null, null, null, AT.plusNanos(1), null, null, null, false, false).shows(set))
                .isFalse();
        assertThat(new SetFilter(null, null, null, null, AT, null, null, false, false).shows(set))
                .isFalse();
        assertThat(new SetFilter(null, null, null, null, null, "v2", null, false, false).shows(set))
                .isFalse();
        assertThat(new SetFilter(null, null, null, null, null, null, Form.SQL, false, false).shows(set))
                .isFalse();
        assertThat(new SetFilter(null, null, null, null, null, null, null, false, true).shows(set))
                .isFalse();
        assertThat(new SetFilter(
                                BackupMode.DAILY,
                                SetState.VERIFIED,
                                "primary",
                                AT,
                                AT.plusNanos(1),
                                "v1",
                                Form.ARCHIVE,
                                true,
                                false)
                        .shows(set))
                .isTrue();
    }

    @Test
    void findsASetOfWhichOnlyOneCopyFailed() {
        assertThat(in(SetState.FAILED, null)).isTrue();
        assertThat(in(SetState.TAKEN, null)).isFalse();
        assertThat(in(SetState.FAILED, "offsite")).isTrue();
        assertThat(in(SetState.VERIFIED, "offsite")).isFalse();
    }

    @Test
    void aStoreThatDoesNotAnswerOrLacksTheSetIsNotOneThatHasIt() {
        assertThat(in(null, "silent")).isFalse();
        assertThat(in(null, "lacking")).isFalse();
        assertThat(in(null, "offsite")).isTrue();
    }

    private static boolean in(SetState state, String store) {
        return new SetFilter(null, state, store, null, null, null, null, false, false).shows(set());
    }

    private static CataloguedSet set() {
        SetFacts facts = new SetFacts(
                "daily/2026-03-01",
                "small",
                "daily",
                "v1",
                Form.ARCHIVE,
                AT,
                AT,
                1,
                1,
                1,
                1,
                0,
                List.of(),
                "0".repeat(64),
                "A".repeat(40),
                "everything",
                true);
        Mark pin = new Mark(MarkKind.PINNED, facts.set(), facts.manifestSha256(), "pin/1", AT, "law suit");
        return new CataloguedSet(
                facts,
                SetState.VERIFIED,
                List.of(
                        new Copy("primary", true, SetState.VERIFIED, null, List.of()),
                        new Copy("offsite", true, SetState.FAILED, "rot", List.of()),
                        new Copy("silent", null, null, "no answer", List.of()),
                        new Copy("lacking", false, null, null, List.of())),
                false,
                List.of(),
                List.of(pin),
                List.of(),
                List.of(pin),
                List.of(),
                null);
    }
}
