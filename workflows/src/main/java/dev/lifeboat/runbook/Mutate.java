package dev.lifeboat.runbook;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;

/**
 * Kinds of damage by which a drill tries the gates: {@code true} for all of them, or a list.
 *
 * @param kinds empty: none
 */
public record Mutate(List<MutationKind> kinds) {
    public Mutate {
        kinds = List.copyOf(kinds);
    }

    /** From what the runbook says; throws IllegalArgumentException. */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static Mutate of(Object value) {
        if (value instanceof Boolean all) {
            return new Mutate(all ? MutationKind.all() : List.of());
        }
        if (value instanceof List<?> names) {
            return new Mutate(names.stream()
                    .map(String::valueOf)
                    .map(MutationKind::of)
                    .distinct()
                    .toList());
        }
        throw new IllegalArgumentException("mutate: neither true, false nor a list");
    }

    /** As it is written. */
    @JsonValue
    public List<String> names() {
        return kinds.stream().map(MutationKind::wireName).toList();
    }
}
