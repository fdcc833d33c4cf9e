package dev.lifeboat.cli;

import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.audit.AuditEntry;
import dev.lifeboat.audit.AuditFinding;
import dev.lifeboat.audit.AuditLog;
import dev.lifeboat.audit.AuditReport;
import dev.lifeboat.audit.AuditType;
import dev.lifeboat.audit.Examination;
import dev.lifeboat.audit.KeptHead;
import dev.lifeboat.runbook.Runbook;
import dev.lifeboat.secret.Secrets;
import dev.lifeboat.set.Vault;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The log of accesses and decisions. Both commands need the store and nothing else. */
@Command(name = "audit", description = "Show who did what, and prove that nothing was removed or changed.")
final class AuditCommand {
    private static final int MOST = 1_000_000;
    private static final int USUAL = 100;

    @Command(name = "list", description = "List accesses and decisions, newest first.")
    int list(
            @Option(
                            names = "--since",
                            paramLabel = "TIME",
                            description =
                                    "only entries of then and later: 2025-01-14, 2025-01-14T02:00:00Z, or 30d, 12h ago")
                    @Nullable
                    String since,
            @Option(names = "--type", paramLabel = "TYPE", description = "only these: backup_taken, decision_made …")
                    @Nullable
                    String type,
            @Option(names = "--user", paramLabel = "USER", description = "only what this person or schedule did")
                    @Nullable
                    String user,
            @Option(
                            names = "--limit",
                            paramLabel = "N",
                            description = "at most so many (default: 100; with --since all)")
                    @Nullable
                    Integer limit,
            @Mixin RunbookOption options) {
        Instant from = since == null ? null : Usage.parse(() -> Moments.parse(since, Instant.now()));
        AuditType wanted = type == null ? null : Usage.parse(() -> AuditType.parse(type));
        int most = limit == null ? (from == null ? USUAL : MOST) : limit;
        Vault vault = Vault.of(options.load().runbook());
        List<AuditEntry> entries = new AuditLog(
                        OpenVault.of(vault, new Secrets(System.getenv())).primary(), vault.runbook())
                .newest(
                        entry -> (wanted == null || wanted.is(entry.event()))
                                && (user == null || entry.event().user().equals(user)),
                        from,
                        most);
        Output output = options.output();
        for (AuditEntry entry : entries) {
            output.line(
                    "%8d  %s  %-18s %-9s %s  %s",
                    entry.number(),
                    GateView.time(entry.at()),
                    entry.event().type(),
                    entry.event().severity(),
                    entry.event().user(),
                    entry.event().data());
            output.object("entry", entry);
        }
        output.summary(Map.of("entries", entries.size()));
        return 0;
    }

    @Command(name = "verify", description = "Compare the log, the chain of sets and the signed heads with each other.")
    int verify(
            @Option(
                            names = "--head",
                            paramLabel = "HEAD",
                            description =
                                    "a head that was kept elsewhere, as backups, drills and this command print them:"
                                            + " SET:SHA256 or NUMBER:SHA256 (may be given again)")
                    @Nullable
                    List<String> heads,
            @Mixin RunbookOption options) {
        List<KeptHead> kept = heads == null
                ? List.of()
                : Usage.parse(() -> heads.stream().map(KeptHead::parse).toList());
        Runbook book = options.load().runbook();
        AuditReport report =
                new Examination(Vault.of(book), new Secrets(System.getenv()), () -> {}).run(Instant.now(), kept);
        Output output = options.output();
        for (AuditFinding finding : report.findings()) {
            output.line("%s  %s", finding.tampering() ? "BROKEN " : "warning", finding.describe());
            output.object("finding", finding);
        }
        if (report.findingsLeftOut() > 0) {
            Output.say("and %d more findings", report.findingsLeftOut());
        }
        output.line(
                "%d entries, %d sets and %d signed heads: %s",
                report.entries(),
                report.sets(),
                report.heads(),
                report.tampered()
                        ? "TAMPERED WITH"
                        : report.findings().isEmpty() ? "whole" : "whole, but somebody should look");
        output.summary(report);
        if (report.tampered()) {
            AuditFinding first = report.findings().get(0);
            Output.say("hint: %s", first.code().hint());
            return first.code().exitCode();
        }
        if (report.newestEntry() != null) {
            Heads.say(report.newestEntry());
        }
        if (report.newestSet() != null && report.newestManifestSha256() != null) {
            Heads.say(report.newestSet(), report.newestManifestSha256());
        }
        return report.findings().isEmpty() ? 0 : 3;
    }
}
