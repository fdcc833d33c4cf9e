package dev.lifeboat.catalogue;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.lifeboat.archive.Mark;
import dev.lifeboat.archive.SetState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A set in one of the stores that should have it.
 *
 * @param store the store's name
 * @param there whether the set is there; null: the store does not answer, so nobody knows
 * @param state by the marks in that store; null: it is not there, or nobody knows
 * @param problem why it failed, or why the store does not answer; null: neither
 * @param marks those in that store that count, oldest first
 */
public record Copy(
        String store,
        @Nullable Boolean there,
        @Nullable SetState state,
        @Nullable String problem,
        @JsonIgnore List<Mark> marks) {
    public Copy {
        marks = List.copyOf(marks);
    }

    /** Whether it is there and has not failed. */
    public boolean good() {
        return state != null && state != SetState.FAILED;
    }

    /** For reading: its state, {@code missing}, or {@code ?}. */
    public String text() {
        if (there == null) {
            return "?";
        }
        return state == null ? "missing" : state.wireName();
    }
}
