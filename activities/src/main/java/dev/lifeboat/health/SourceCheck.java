package dev.lifeboat.health;

import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.backup.Preflight;
import dev.lifeboat.catalogue.CataloguedSet;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.postgres.ClientTools;
import dev.lifeboat.postgres.PostgresConnector;
import dev.lifeboat.runbook.ByteCount;
import dev.lifeboat.runbook.Quota;
import dev.lifeboat.runbook.Runbook;
import dev.lifeboat.secret.Secrets;
import dev.lifeboat.set.Vault;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** Whether a backup could be taken now: database, its rights, client tools; and how full the database is (K3, K7). */
final class SourceCheck implements HealthCheck {
    private static final Duration AHEAD = Duration.ofDays(30);
    /** A trend of less is none. */
    private static final Duration LEAST_TREND = Duration.ofDays(7);
    /** Others tell of these. */
    private static final Set<ErrorCode> OF_OTHERS =
            EnumSet.of(ErrorCode.KEY_UNUSABLE, ErrorCode.STORE_UNAVAILABLE, ErrorCode.STORE_REFUSED);

    private final Supplier<SeenSets> sets;
    private final Runbook runbook;
    private final Secrets secrets;
    private final PostgresConnector connector;
    private final ClientTools tools;

    SourceCheck(
            Supplier<SeenSets> sets, Runbook runbook, Secrets secrets, PostgresConnector connector, ClientTools tools) {
        this.sets = sets;
        this.runbook = runbook;
        this.secrets = secrets;
        this.connector = connector;
        this.tools = tools;
    }

    @Override
    public String name() {
        return "source";
    }

    @Override
    public List<HealthProblem> look() {
        Findings findings = new Findings(name());
        Preflight.Outlook outlook;
        try {
            outlook = new Preflight(connector, tools).look(runbook, OpenVault.writing(Vault.of(runbook), secrets));
        } catch (LifeboatException e) {
            if (OF_OTHERS.contains(e.code())) {
                throw new UnseenException(e.code() + ": " + e.getMessage());
            }
            findings.critical(
                    "source/" + e.code().name(),
                    "no backup could be taken now: " + e.getMessage(),
                    "the next backup will fail",
                    e.code().hint());
            return findings.all();
        }
        for (String warning : outlook.warnings()) {
            findings.warning(
                    "source/" + Wording.digest(warning), warning, "a backup is taken nonetheless", "lifeboat doctor");
        }
        Quota quota = runbook.health().quota();
        if (quota != null && quota.database() != null) {
            weigh(findings, outlook.bytes(), quota.database(), quota.percent());
        }
        return findings.all();
    }

    private void weigh(Findings findings, long bytes, ByteCount quota, int percent) {
        String action = "archive old rows, or ask the provider for more";
        Quotas.weigh(findings, "quota/database", "the database", bytes, quota, percent, action);
        double soon = bytes + bytes * growth();
        if (findings.all().stream().noneMatch(problem -> problem.id().equals("quota/database"))
                && soon > quota.bytes()) {
            findings.warning(
                    "quota/forecast",
                    "the database will be larger than its quota of " + quota.human() + " within " + AHEAD.toDays()
                            + " days, if it grows on as in the last sets; now it has "
                            + new ByteCount(bytes).human(),
                    "then writes may be refused",
                    action);
        }
    }

    /** By which share the sets of the whole database will grow within {@link #AHEAD}; 0: that is not known. */
    private double growth() {
        List<CataloguedSet> whole;
        Instant now;
        try {
            SeenSets seen = sets.get();
            now = seen.now();
            whole = seen.good().stream()
                    .filter(set -> set.facts().whole())
                    .filter(set -> set.facts().takenAt().isAfter(now.minus(AHEAD)))
                    .toList();
        } catch (UnseenException | LifeboatException e) {
            return 0;
        }
        if (whole.size() < 2) {
            return 0;
        }
        CataloguedSet newest = whole.get(0);
        CataloguedSet oldest = whole.get(whole.size() - 1);
        Duration span =
                Duration.between(oldest.facts().takenAt(), newest.facts().takenAt());
        if (span.compareTo(LEAST_TREND) < 0 || oldest.facts().bytes() == 0) {
            return 0;
        }
        double grown = (double) (newest.facts().bytes() - oldest.facts().bytes())
                / newest.facts().bytes();
        return Math.max(0, grown * AHEAD.toHours() / span.toHours());
    }
}
