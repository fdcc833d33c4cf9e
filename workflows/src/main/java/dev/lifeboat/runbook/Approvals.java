package dev.lifeboat.runbook;

/**
 * How decisions may arrive.
 *
 * @param direct whether a remote engine accepts decisions without a signed token (CLI to Temporal, or its UI)
 */
public record Approvals(boolean direct) {
    /** Signed tokens only. */
    public static final Approvals DEFAULT = new Approvals(false);
}
