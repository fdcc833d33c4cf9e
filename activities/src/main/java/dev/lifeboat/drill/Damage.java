package dev.lifeboat.drill;

import dev.lifeboat.archive.TableInfo;
import dev.lifeboat.runbook.MutationKind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One way to damage a copy.
 *
 * @param table whose gate it concerns; null: no table's
 * @param object as {@link Mutation#object()}
 * @param attempts lists of statements, of which the first that goes through counts: a key may forbid one
 * @param touched OIDs in the source of the tables whose rows or keys are concerned
 * @param advice as {@link Mutation#advice()}
 */
record Damage(
        MutationKind kind,
        @Nullable TableInfo table,
        String object,
        List<List<String>> attempts,
        List<Long> touched,
        String advice) {
    Damage {
        attempts = List.copyOf(attempts);
        touched = List.copyOf(touched);
    }

    static Damage of(MutationKind kind, TableInfo table, String object, String statement, String advice) {
        return new Damage(kind, table, object, List.of(List.of(statement)), List.of(table.oid()), advice);
    }
}
