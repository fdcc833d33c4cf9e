package dev.lifeboat.restore;

import dev.lifeboat.decision.RecordedDecision;
import dev.lifeboat.gate.GateCheck;
import dev.lifeboat.gate.GateResult;
import org.jspecify.annotations.Nullable;

/** What a person reads in the Temporal UI. Lists only: it shows no tables. */
final class PhaseDetails {
    private static final int MOST_FAILURES = 10;

    private PhaseDetails() {}

    /** @param outlook when the phase will be back, in words */
    static String markdown(
            PhaseProgress progress, String outlook, @Nullable GateResult data, @Nullable GateResult service) {
        StringBuilder text = new StringBuilder();
        text.append("- **phase**: ").append(progress.phase());
        text.append("\n- **state**: ").append(progress.state());
        text.append("\n- **rows**: ").append(progress.rowsDone()).append(" of ").append(progress.rows());
        if (progress.within() != null) {
            text.append("\n- **budget**: ")
                    .append(progress.within().toMinutes())
                    .append(" min from the start of the restore");
        }
        if (progress.endedAt() == null) {
            text.append("\n- **outlook**: ").append(outlook);
        }
        gate(text, data);
        gate(text, service);
        Waiting waiting = progress.waiting();
        if (waiting != null) {
            text.append("\n\n**Waiting for a decision**: ").append(waiting.subject());
            text.append("\n- update `decide` on workflow `")
                    .append(waiting.workflowId())
                    .append('`');
            text.append("\n- evidence `").append(waiting.evidence()).append('`');
            text.append("\n- nonce `").append(waiting.nonce()).append('`');
            text.append("\n- people still needed: ").append(waiting.missing());
        }
        for (RecordedDecision decision : progress.decisions()) {
            text.append("\n- decided: ")
                    .append(decision.verb().wireName())
                    .append(" (")
                    .append(decision.stage())
                    .append(") by ")
                    .append(decision.by())
                    .append(decision.authenticated() ? "" : ", unauthenticated");
        }
        return text.toString();
    }

    private static void gate(StringBuilder text, @Nullable GateResult gate) {
        if (gate == null) {
            return;
        }
        text.append("\n- **gate, ").append(gate.stage().wireName()).append("**: ");
        text.append(
                gate.passed() ? "green, " + gate.total() + " checks" : "RED, " + gate.failed() + " of " + gate.total());
        gate.checks().stream()
                .filter(check -> !check.passed())
                .limit(MOST_FAILURES)
                .forEach(check -> failure(text, check));
    }

    private static void failure(StringBuilder text, GateCheck check) {
        text.append("\n  - ")
                .append(check.kind())
                .append(' ')
                .append(check.name())
                .append(": expected ")
                .append(check.expected())
                .append(", found ")
                .append(check.actual());
    }
}
