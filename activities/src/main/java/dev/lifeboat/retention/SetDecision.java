package dev.lifeboat.retention;

import dev.lifeboat.archive.SetState;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What happens to a set, and why.
 *
 * @param mode as in its folder's name
 * @param manifestSha256 empty where it does not authenticate
 * @param takenAt the snapshot's time; where the set does not authenticate, when its manifest was written
 * @param keepUntil the end of its mode's time; null: it has none
 * @param delete whether it goes
 * @param olderThanAYear whether it stays and holds rows that are older: those of people who left since are in it
 * @param reasons every one that keeps it, or those for which it goes
 */
public record SetDecision(
        String set,
        String mode,
        String manifestSha256,
        SetState state,
        Instant takenAt,
        long storedBytes,
        @Nullable Instant keepUntil,
        boolean delete,
        boolean olderThanAYear,
        List<String> reasons) {
    public SetDecision {
        reasons = List.copyOf(reasons);
    }

    /** What they have stored. */
    static long bytes(List<SetDecision> sets) {
        return sets.stream().mapToLong(SetDecision::storedBytes).sum();
    }

    /** The same set, which was to go and stays for what the notes say of it. */
    SetDecision staying(List<String> notes) {
        String own = set + ": ";
        List<String> why = notes.stream()
                .filter(note -> note.startsWith(own))
                .map(note -> note.substring(own.length()))
                .toList();
        return new SetDecision(
                set,
                mode,
                manifestSha256,
                state,
                takenAt,
                storedBytes,
                keepUntil,
                false,
                olderThanAYear,
                why.isEmpty() ? List.of("was to go, and is still there") : why);
    }
}
