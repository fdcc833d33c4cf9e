package dev.lifeboat.drill;

import dev.lifeboat.runbook.MutationKind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One damage and who noticed.
 *
 * @param phase whose gate it concerns; null: no phase's table
 * @param object the damaged table, with the column, key or trigger where it is about one
 * @param by kinds of the checks that went red, with the names of the runbook's own; empty: none did
 * @param withoutSet whether one of them needs no comparison with the set: such damage shows also when it was in the set already
 * @param advice a check for the runbook that would notice; null: it is noticed without the set
 */
public record Mutation(
        MutationKind kind,
        @Nullable String phase,
        String object,
        List<String> by,
        boolean withoutSet,
        @Nullable String advice) {
    public Mutation {
        by = List.copyOf(by);
    }

    /** Whether a gate went red. */
    public boolean caught() {
        return !by.isEmpty();
    }

    /** What names the same damage in another drill. */
    public String name() {
        return kind.wireName() + " " + object;
    }
}
