package dev.lifeboat.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class StandingTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void theLastExaminationDecidesWhateverWasSaidBefore() {
        assertThat(Standing.of(List.of()).state()).isEqualTo(SetState.TAKEN);
        assertThat(state(mark(MarkKind.VERIFIED, "a", 1))).isEqualTo(SetState.VERIFIED);
        assertThat(state(mark(MarkKind.FAILED, "b", 2), mark(MarkKind.VERIFIED, "a", 1)))
                .isEqualTo(SetState.FAILED);
        assertThat(state(mark(MarkKind.VERIFIED, "b", 2), mark(MarkKind.FAILED, "a", 1)))
                .isEqualTo(SetState.VERIFIED);
    }

    @Test
    void aProvenSetThatFailsLaterHasFailedAndSaysWhy() {
        Standing standing = Standing.of(List.of(mark(MarkKind.PROVEN, "drill", 1), mark(MarkKind.FAILED, "verify", 2)));

        assertThat(standing.state()).isEqualTo(SetState.FAILED);
        assertThat(standing.failure()).isNotNull();
        assertThat(standing.failure().detail()).isEqualTo("verify at 2");
        assertThat(state(mark(MarkKind.PROVEN, "drill", 1), mark(MarkKind.VERIFIED, "verify", 2)))
                .isEqualTo(SetState.PROVEN);
    }

    @Test
    void aReleaseOfARunEndsThatRunsPinOnly() {
        Mark legal = mark(MarkKind.PINNED, "legal", 1);
        Mark alarm = mark(MarkKind.PINNED, "alarm", 2);

        assertThat(Standing.of(List.of(legal, alarm, mark(MarkKind.RELEASED, "alarm", 3)))
                        .pins())
                .containsExactly(legal);
        assertThat(Standing.of(List.of(legal, alarm, mark(MarkKind.RELEASED, "person", 3)))
                        .pinned())
                .isFalse();
    }

    @Test
    void aPinAfterTheReleaseHolds() {
        Mark again = mark(MarkKind.PINNED, "again", 3);

        assertThat(Standing.of(List.of(again, mark(MarkKind.RELEASED, "person", 2), mark(MarkKind.PINNED, "legal", 1)))
                        .pins())
                .containsExactly(again);
    }

    @Test
    void anAlarmStandsUntilAPersonResolvedIt() {
        Mark second = mark(MarkKind.ALARMED, "c", 3);

        assertThat(Standing.of(List.of(mark(MarkKind.ALARMED, "a", 1), mark(MarkKind.RESOLVED, "b", 2), second))
                        .alarms())
                .containsExactly(second);
    }

    @Test
    void aRemovedSetIsRemoved() {
        assertThat(Standing.of(List.of(mark(MarkKind.DELETED, "a", 1))).deleted())
                .isNotNull();
        assertThat(Standing.of(List.of()).deleted()).isNull();
        assertThat(Standing.of(List.of(mark(MarkKind.KEPT, "a", 2), mark(MarkKind.DELETED, "a", 1)))
                        .deleted())
                .as("called off")
                .isNull();
        assertThat(Standing.of(List.of(mark(MarkKind.KEPT, "a", 2), mark(MarkKind.DELETED, "b", 1)))
                        .deleted())
                .as("another removal")
                .isNotNull();
    }

    private static SetState state(Mark... marks) {
        return Standing.of(List.of(marks)).state();
    }

    @Test
    void thatAnotherStoresObjectsAreGoodHealsNothingHere() {
        List<Mark> marks = List.of(
                mark(MarkKind.FAILED, "verify", 1).readFrom("copy-1"),
                mark(MarkKind.VERIFIED, "verify/2", 2).readFrom("primary"),
                mark(MarkKind.PROVEN, "drill", 3).readFrom("primary"));
        assertThat(Standing.in("copy-1", marks).state()).isEqualTo(SetState.FAILED);
        assertThat(Standing.in("copy-1", marks.subList(1, 3)).state()).isEqualTo(SetState.TAKEN);
        assertThat(Standing.in("copy-1", marks.subList(1, 3)).verifiedHere()).isFalse();
        assertThat(Standing.in("primary", marks).state()).isEqualTo(SetState.PROVEN);
        assertThat(Standing.of(marks).state()).isEqualTo(SetState.PROVEN);
        assertThat(Standing.in("renamed", marks.subList(0, 1)).state())
                .as("a warning does not end with the name of its store")
                .isEqualTo(SetState.FAILED);
    }

    @Test
    void aDrillThatReadOneStoreCountsAsItsVerificationAndAnyOtherDoesNot() {
        Mark drill = mark(MarkKind.PROVEN, "drill", 1);
        assertThat(Standing.in("primary", List.of(drill.readFrom("primary"))).verifiedHere())
                .isTrue();
        assertThat(Standing.in("primary", List.of(drill)).verifiedHere()).isFalse();
        assertThat(Standing.in("primary", List.of(drill)).state()).isEqualTo(SetState.PROVEN);
    }

    @Test
    void marksOfAnEarlierVersionCountInEveryStore() {
        assertThat(Standing.in("copy-1", List.of(mark(MarkKind.VERIFIED, "verify", 1)))
                        .verifiedHere())
                .isTrue();
    }

    private static Mark mark(MarkKind kind, String run, long seconds) {
        return new Mark(kind, "daily/a", "sha", run, START.plusSeconds(seconds), run + " at " + seconds);
    }
}
