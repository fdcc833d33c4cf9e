package dev.lifeboat.catalogue;

import dev.lifeboat.archive.SetState;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A set in a list.
 *
 * @param takenAt the snapshot's time
 * @param content what it holds, in words
 * @param whole whether it is one that {@code latest} may mean: everything, in the form archive
 * @param storedBytes of its own objects
 * @param problem why its state is failed; null if it is not
 * @param reusedBytes of earlier sets' objects that it refers to
 * @param needs the sets that stored those, sorted
 * @param neededBy the sets that refer to objects of this one, sorted
 */
public record SetSummary(
        String set,
        String mode,
        SetState state,
        Instant takenAt,
        int tables,
        long rows,
        long bytes,
        long storedBytes,
        String manifestSha256,
        String content,
        boolean whole,
        @Nullable String problem,
        long reusedBytes,
        List<String> needs,
        List<String> neededBy) {
    public SetSummary {
        needs = List.copyOf(needs);
        neededBy = List.copyOf(neededBy);
    }

    SetSummary withNeededBy(List<String> sets) {
        return new SetSummary(
                set,
                mode,
                state,
                takenAt,
                tables,
                rows,
                bytes,
                storedBytes,
                manifestSha256,
                content,
                whole,
                problem,
                reusedBytes,
                needs,
                sets);
    }
}
