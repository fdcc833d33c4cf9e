package dev.lifeboat.gate;

import java.time.Instant;
import java.util.List;

/**
 * The evidence of one gate.
 *
 * @param checks failures first, at most fifty; the whole list is in the store under {@code object}
 * @param digest SHA-256 of the whole list in canonical form, hex: what a person approves
 * @param nonce issued anew at each examination, so that a replayed approval of an earlier one is void
 * @param object where the whole evidence is kept, relative to the store
 */
public record GateResult(
        String phase,
        GateStage stage,
        int attempt,
        boolean passed,
        int total,
        int failed,
        List<GateCheck> checks,
        String digest,
        String nonce,
        String object,
        Instant examinedAt) {
    /** How many checks travel through history. */
    public static final int MOST_CHECKS = 50;

    public GateResult {
        checks = List.copyOf(checks);
    }
}
