package dev.lifeboat.drill;

import dev.lifeboat.notice.Spoken;
import dev.lifeboat.restore.PhaseReport;
import dev.lifeboat.restore.RestoreReport;
import dev.lifeboat.runbook.Objectives;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What a rehearsal took longer for than the runbook allows: on the worst day it would, too. */
final class Overtime {
    private Overtime() {}

    /** A line for each phase that was not back within its budget, and one for the whole. What never came back was not late. */
    static List<String> of(RestoreReport restore) {
        List<String> lines = new ArrayList<>();
        for (PhaseReport phase : restore.phases()) {
            Duration within = phase.within();
            Duration took = restore.readyAfter(phase);
            if (within != null && !phase.aborted() && took.compareTo(within) > 0) {
                lines.add("phase " + phase.phase() + " was back after " + Spoken.duration(took) + ", its budget is "
                        + Spoken.duration(within));
            }
        }
        Objectives objectives = restore.objectives();
        Duration whole = restore.took();
        if (objectives != null && restore.back() && whole.compareTo(objectives.rto()) > 0) {
            lines.add("everything was back after " + Spoken.duration(whole) + ", the RTO is "
                    + Spoken.duration(objectives.rto()));
        }
        return lines;
    }
}
