package dev.lifeboat.health;

import dev.lifeboat.runbook.ByteCount;
import java.util.Locale;

/** Weighing what is used against what there may be. */
final class Quotas {
    private Quotas() {}

    /** @param percent from which share on it is a problem; when all is used it is a worse one */
    static void weigh(
            Findings findings, String id, String what, long used, ByteCount quota, int percent, String action) {
        double share = 100.0 * used / quota.bytes();
        if (share >= percent) {
            findings.add(
                    share >= 100,
                    id,
                    String.format(
                            Locale.ROOT,
                            "%s: %s of %s are used (%.0f %%)",
                            what,
                            new ByteCount(used).human(),
                            quota.human(),
                            share),
                    share >= 100 ? "writes may be refused" : "it will soon be full",
                    action);
        }
    }
}
