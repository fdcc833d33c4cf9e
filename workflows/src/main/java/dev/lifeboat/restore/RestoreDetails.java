package dev.lifeboat.restore;

import java.time.Instant;
import java.util.Objects;

/** What a person reads of a restore in the Temporal UI. Lists only: it shows no tables. */
final class RestoreDetails {
    private RestoreDetails() {}

    static String markdown(RestoreProgress progress, Instant now) {
        StringBuilder text = new StringBuilder("- **step**: ").append(progress.step());
        text.append("\n- **set**: ").append(Objects.requireNonNullElse(progress.setId(), "not chosen yet"));
        text.append("\n- **target**: ").append(progress.target());
        for (PhaseProgress phase : progress.phases()) {
            text.append("\n- phase **")
                    .append(phase.phase())
                    .append("**: ")
                    .append(phase.state())
                    .append(", ")
                    .append(phase.rowsDone())
                    .append(" of ")
                    .append(phase.rows())
                    .append(" rows");
            PhaseEstimate estimate = progress.estimate(phase.phase());
            if (estimate != null) {
                text.append(" — back ").append(estimate.words(now));
                text.append(estimate.late() ? ", LATER than its budget allows" : "");
            }
            Waiting waiting = phase.waiting();
            if (waiting != null) {
                text.append(" — waits: ").append(waiting.subject());
            }
        }
        if (!progress.phases().isEmpty()) {
            text.append("\n- as of ").append(now);
        }
        return text.toString();
    }
}
