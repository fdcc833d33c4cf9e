package dev.lifeboat.health;

import static dev.lifeboat.audit.AuditType.BACKUP_FAILED;
import static dev.lifeboat.audit.AuditType.BACKUP_TAKEN;
import static dev.lifeboat.audit.AuditType.DECISION_MADE;

import dev.lifeboat.audit.AuditEntry;
import dev.lifeboat.audit.AuditEvents;
import dev.lifeboat.audit.AuditLog;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.runbook.Approval;
import dev.lifeboat.runbook.Contact;
import dev.lifeboat.runbook.DrillSchedule;
import dev.lifeboat.runbook.Phase;
import dev.lifeboat.runbook.Runbook;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * What the log says of the last runs: backups that failed or took too long (K7), and approvers who have not decided in a drill for
 * long. The log lies in the store, so it outlives every engine.
 */
final class RunsCheck implements HealthCheck {
    private static final Duration MONTH = Duration.ofDays(30);
    private static final int MOST_ENTRIES = 20_000;
    /** A drill restores into a database of this name. */
    private static final String DRILL = "/lifeboat_drill_";

    private final Runbook runbook;
    private final Supplier<AuditLog> log;
    private final Instant now;

    RunsCheck(Runbook runbook, Supplier<AuditLog> log, Instant now) {
        this.runbook = runbook;
        this.log = log;
        this.now = now;
    }

    @Override
    public String name() {
        return "runs";
    }

    @Override
    public List<HealthProblem> look() {
        List<Contact> approvers = approvers();
        Instant month = now.minus(MONTH);
        Instant decidedSince = Ages.before(now, runbook.health().people());
        Instant since = approvers.isEmpty() || decidedSince.isAfter(month) ? month : decidedSince;
        List<AuditEntry> entries = entries(since);
        Findings findings = new Findings(name());
        success(findings, entries, month);
        duration(findings, entries);
        people(findings, approvers, entries, decidedSince);
        return findings.all();
    }

    /** Of people alone; where nobody is asked in drills, nothing is read. Throws as {@link #look}. */
    List<HealthProblem> idle() {
        List<Contact> approvers = approvers();
        Findings findings = new Findings(name());
        if (!approvers.isEmpty()) {
            Instant since = Ages.before(now, runbook.health().people());
            people(findings, approvers, entries(since), since);
        }
        return findings.all();
    }

    private List<Contact> approvers() {
        Set<String> roles = askedInDrills();
        return runbook.people().contacts().stream()
                .filter(contact -> contact.role() != null && roles.contains(contact.role()))
                .toList();
    }

    private List<AuditEntry> entries(Instant since) {
        try {
            return log.get()
                    .newest(
                            entry -> Stream.of(BACKUP_TAKEN, BACKUP_FAILED, DECISION_MADE)
                                    .anyMatch(type -> type.is(entry.event())),
                            since,
                            MOST_ENTRIES);
        } catch (LifeboatException e) {
            // That the store does not answer is told by who looks at stores.
            if (e.code() == ErrorCode.STORE_UNAVAILABLE) {
                throw new UnseenException(String.valueOf(e.getMessage()));
            }
            throw e;
        }
    }

    /** The roles that decide in drills: where no drill waits for a person, nobody is asked in one. */
    private Set<String> askedInDrills() {
        Set<String> roles = new TreeSet<>();
        for (DrillSchedule drill : runbook.drills().values()) {
            if (drill.signOff() != null) {
                roles.add(drill.signOff());
            }
        }
        if (runbook.drills().values().stream().anyMatch(DrillSchedule::byPeople)) {
            runbook.phases().stream()
                    .map(Phase::approval)
                    .filter(Objects::nonNull)
                    .map(Approval::roles)
                    .forEach(roles::addAll);
        }
        return roles;
    }

    private static void success(Findings findings, List<AuditEntry> entries, Instant month) {
        List<AuditEntry> backups = entries.stream()
                .filter(entry -> !entry.at().isBefore(month))
                .filter(entry -> !DECISION_MADE.is(entry.event()))
                .toList();
        long failed = backups.stream()
                .filter(entry -> BACKUP_FAILED.is(entry.event()))
                .count();
        if (failed > 0) {
            findings.warning(
                    "success-rate",
                    failed + " of " + backups.size() + " backups of the last " + MONTH.toDays() + " days failed",
                    "backups cannot be relied on",
                    "lifeboat audit list --type " + BACKUP_FAILED.wireName() + " --since 30d");
        }
    }

    /** Of each mode the newest says it. */
    private void duration(Findings findings, List<AuditEntry> entries) {
        Duration limit = runbook.health().duration();
        Set<String> modes = new TreeSet<>();
        for (AuditEntry entry : limit == null ? List.<AuditEntry>of() : entries) {
            String set = entry.event().data().getOrDefault(AuditEvents.SET, "");
            String seconds = entry.event().data().getOrDefault("duration_seconds", "");
            if (!BACKUP_TAKEN.is(entry.event()) || !seconds.matches("[0-9]{1,9}") || set.indexOf('/') < 0) {
                continue;
            }
            String mode = set.substring(0, set.indexOf('/'));
            Duration took = Duration.ofSeconds(Long.parseLong(seconds));
            if (modes.add(mode) && took.compareTo(Objects.requireNonNull(limit)) > 0) {
                findings.warning(
                        "duration/" + mode,
                        "the last " + mode + " backup took " + Ages.words(took) + ", the limit is " + Ages.words(limit),
                        "backups may soon run into each other, and a restore takes longer, too",
                        "see docs/scaling.md; lifeboat audit list --type " + BACKUP_TAKEN.wireName());
            }
        }
    }

    private void people(Findings findings, List<Contact> approvers, List<AuditEntry> entries, Instant since) {
        Set<String> acted = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        entries.stream()
                .filter(entry -> DECISION_MADE.is(entry.event()) && !entry.at().isBefore(since))
                .filter(entry -> entry.event().data().getOrDefault("run", "").contains(DRILL)
                        || entry.event().data().getOrDefault("run", "").startsWith("drill/"))
                .forEach(entry -> acted.add(entry.event().user()));
        for (Contact contact : approvers) {
            boolean known = Stream.of(contact.name(), contact.email())
                    .filter(Objects::nonNull)
                    .anyMatch(acted::contains);
            if (!known) {
                findings.warning(
                        "people/" + contact.name(),
                        contact.name() + " (" + contact.role() + ") has decided in no drill since "
                                + since.toString().substring(0, 10),
                        "who has never done it will not know how at three in the morning",
                        "let " + contact.name() + " approve or sign off the next drill");
            }
        }
    }
}
