package dev.lifeboat.restore;

import dev.lifeboat.gate.GateCheck;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A decision that is waited for.
 *
 * @param workflowId takes the {@code decide} update
 * @param phase the phase's name; for a manual step {@code before-1}, {@code after-2}, …
 * @param stage open, accept or step
 * @param subject what is to be decided, in one line
 * @param passed whether the gate is green
 * @param missing how many people are still needed
 * @param checks as in {@link dev.lifeboat.gate.GateResult}
 * @param object where the whole evidence is, relative to the store; null for a manual step
 */
public record Waiting(
        String workflowId,
        String phase,
        String stage,
        String subject,
        boolean passed,
        String evidence,
        String nonce,
        int missing,
        Instant since,
        List<GateCheck> checks,
        @Nullable String object) {
    public Waiting {
        checks = List.copyOf(checks);
    }
}
