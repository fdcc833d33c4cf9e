package dev.lifeboat.audit;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What an examination found.
 *
 * @param entries of the log that were read
 * @param sets that were authenticated
 * @param heads signed statements that were compared with both, of all stores
 * @param newestSet the set that was sealed last; null: there is none
 * @param newestManifestSha256 of its manifest; null with it
 * @param newestEntry of the log, NUMBER:SHA256; null: it has none
 * @param findings tampering first
 * @param findingsLeftOut how many more there are: a report has to fit into a history
 */
public record AuditReport(
        String runbook,
        long entries,
        int sets,
        int heads,
        @Nullable String newestSet,
        @Nullable String newestManifestSha256,
        @Nullable String newestEntry,
        List<AuditFinding> findings,
        int findingsLeftOut) {
    private static final int MOST_FINDINGS = 200;

    public AuditReport {
        findings = List.copyOf(findings);
    }

    /** A report of all these findings. */
    public static AuditReport of(
            String runbook,
            long entries,
            int sets,
            int heads,
            @Nullable String newestSet,
            @Nullable String newestManifestSha256,
            @Nullable String newestEntry,
            List<AuditFinding> all) {
        List<AuditFinding> ordered = Stream.concat(
                        all.stream().filter(AuditFinding::tampering),
                        all.stream().filter(found -> !found.tampering()))
                .toList();
        int kept = Math.min(MOST_FINDINGS, ordered.size());
        return new AuditReport(
                runbook,
                entries,
                sets,
                heads,
                newestSet,
                newestManifestSha256,
                newestEntry,
                ordered.subList(0, kept),
                ordered.size() - kept);
    }

    /** Whether somebody must have removed or changed something. */
    public boolean tampered() {
        return findings.stream().anyMatch(AuditFinding::tampering);
    }
}
