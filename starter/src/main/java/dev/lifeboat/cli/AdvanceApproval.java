package dev.lifeboat.cli;

import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.runbook.Phase;
import java.util.stream.Stream;

/** {@code --auto-approve}: one person's word, given before anything is known. */
final class AdvanceApproval {
    private AdvanceApproval() {}

    /**
     * Throws USAGE where it is asked for and one of these phases asks for more than one person.
     *
     * @param which names the phases
     */
    static void check(boolean asked, Stream<Phase> phases, String which) {
        if (asked && phases.anyMatch(phase -> phase.approval().needsOthers())) {
            throw new LifeboatException(
                    ErrorCode.USAGE,
                    "--auto-approve is refused: " + which + " asks for four eyes or several approvers");
        }
    }
}
