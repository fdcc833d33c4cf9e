package dev.lifeboat.drill;

import dev.lifeboat.runbook.DrillSchedule;
import dev.lifeboat.runbook.MutationKind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a drill does beyond a plain one.
 *
 * @param mutate kinds of damage by which the gates are tried; empty: they are not
 * @param breakGlassEvery every so manieth drill of this name restores with the set's own script; 0: none does
 * @param chaos whether a worker is killed in the middle
 * @param byPeople whether people approve each phase, as they would in a real recovery; false: green gates do
 * @param signOff the role of whoever signs the report off; null: nobody has to
 * @param deciderKeys base64 X.509 Ed25519 public keys of the starters whose decision tokens count
 * @param directDecisions whether an approval or a sign-off without a token is accepted, and recorded as unauthenticated
 */
public record DrillOptions(
        List<MutationKind> mutate,
        int breakGlassEvery,
        boolean chaos,
        boolean byPeople,
        @Nullable String signOff,
        List<String> deciderKeys,
        boolean directDecisions) {
    /** A plain drill. */
    public static final DrillOptions NONE = new DrillOptions(List.of(), 0, false, false, null, List.of(), false);

    public DrillOptions {
        mutate = mutate == null ? List.of() : List.copyOf(mutate);
        deciderKeys = deciderKeys == null ? List.of() : List.copyOf(deciderKeys);
    }

    /** Those of a scheduled drill. */
    public static DrillOptions of(DrillSchedule drill, List<String> deciderKeys, boolean directDecisions) {
        return new DrillOptions(
                drill.mutate() == null ? List.of() : drill.mutate().kinds(),
                drill.breakGlassEvery() == null ? 0 : drill.breakGlassEvery(),
                drill.chaos(),
                drill.byPeople(),
                drill.signOff(),
                deciderKeys,
                directDecisions);
    }
}
