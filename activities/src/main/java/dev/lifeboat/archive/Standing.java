package dev.lifeboat.archive;

import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the marks of a set add up to.
 *
 * @param verifiedHere whether the last verification found every byte of this store's right, or a drill that read nothing else: any
 *     other drill may have read another store's
 * @param failure the last verification, if it failed; null: it did not
 * @param pins those that hold, oldest first
 * @param alarms those that nobody looked at yet, oldest first
 * @param deleted null: the set was not removed
 */
public record Standing(
        SetState state,
        boolean verifiedHere,
        @Nullable Mark failure,
        List<Mark> pins,
        List<Mark> alarms,
        @Nullable Mark deleted) {

    /** The standing of a set with these valid marks, which may come in any order, wherever it lies. */
    public static Standing of(List<Mark> marks) {
        return in(null, marks);
    }

    /**
     * Its standing in a store: that another store's objects are good, whoever put that mark here, says nothing of this one's.
     * That they are bad does: names of stores change, and a warning must not end with one.
     *
     * @param store as the runbook calls it; null: no store alone
     */
    public static Standing in(@Nullable String store, List<Mark> marks) {
        List<Mark> ordered = marks.stream()
                .filter(mark -> !mark.praisesAnother(store))
                .sorted(Comparator.comparing(Mark::at))
                .toList();
        Mark checked = last(ordered, MarkKind.VERIFIED, MarkKind.FAILED);
        boolean failed = checked != null && checked.kind() == MarkKind.FAILED;
        boolean proven = ordered.stream().anyMatch(mark -> mark.kind() == MarkKind.PROVEN);
        SetState state = failed
                ? SetState.FAILED
                : proven ? SetState.PROVEN : checked == null ? SetState.TAKEN : SetState.VERIFIED;
        return new Standing(
                state,
                !failed && (checked != null || provenIn(store, ordered)),
                failed ? checked : null,
                ordered.stream()
                        .filter(mark -> mark.kind() == MarkKind.PINNED && !released(mark, ordered))
                        .toList(),
                ordered.stream()
                        .filter(mark -> mark.kind() == MarkKind.ALARMED && !resolved(mark, ordered))
                        .toList(),
                ordered.stream()
                        .filter(mark -> mark.kind() == MarkKind.DELETED && !takenBack(mark, ordered))
                        .reduce((earlier, later) -> later)
                        .orElse(null));
    }

    public Standing {
        pins = List.copyOf(pins);
        alarms = List.copyOf(alarms);
    }

    /** Whether the set stays whatever its age. */
    public boolean pinned() {
        return !pins.isEmpty();
    }

    private static boolean provenIn(@Nullable String store, List<Mark> marks) {
        return store != null
                && marks.stream().anyMatch(mark -> mark.kind() == MarkKind.PROVEN && store.equals(mark.store()));
    }

    private static boolean released(Mark pin, List<Mark> marks) {
        return marks.stream()
                .filter(mark -> mark.kind() == MarkKind.RELEASED && !mark.at().isBefore(pin.at()))
                .anyMatch(release -> release.runId().equals(pin.runId())
                        || marks.stream()
                                .noneMatch(other -> other.kind() == MarkKind.PINNED
                                        && other.runId().equals(release.runId())));
    }

    private static boolean takenBack(Mark tombstone, List<Mark> marks) {
        return marks.stream().anyMatch(mark -> mark.kind() == MarkKind.KEPT && Marks.takesBack(mark, tombstone));
    }

    private static boolean resolved(Mark alarm, List<Mark> marks) {
        return marks.stream()
                .anyMatch(mark -> mark.kind() == MarkKind.RESOLVED && !mark.at().isBefore(alarm.at()));
    }

    private static @Nullable Mark last(List<Mark> ordered, MarkKind one, MarkKind other) {
        return ordered.stream()
                .filter(mark -> mark.kind() == one || mark.kind() == other)
                .reduce((earlier, later) -> later)
                .orElse(null);
    }
}
