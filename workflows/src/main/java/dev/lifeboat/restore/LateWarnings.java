package dev.lifeboat.restore;

import dev.lifeboat.notice.Spoken;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Warns once of each phase that is expected after its budget is over, while somebody can still do something. */
final class LateWarnings {
    private final RecoveryNotices told;
    private final List<String> warned = new ArrayList<>();

    LateWarnings(RecoveryNotices told) {
        this.told = told;
    }

    /** @param firstBegunAt budgets count from here */
    void look(List<PhaseEstimate> estimates, Instant firstBegunAt, Instant now) {
        for (PhaseEstimate estimate : estimates) {
            Instant due = estimate.due();
            if (due == null || !estimate.late() || warned.contains(estimate.phase())) {
                continue;
            }
            warned.add(estimate.phase());
            told.warn(
                    "phase " + estimate.phase() + " is expected to miss its budget",
                    "back " + estimate.words(now) + ", likely "
                            + Spoken.duration(Duration.between(due, estimate.likely())) + " after its budget of "
                            + Spoken.duration(Duration.between(firstBegunAt, due)) + " is over");
        }
    }
}
