package dev.lifeboat.health;

import static dev.lifeboat.audit.AuditType.DECISION_MADE;

import dev.lifeboat.audit.AuditEntry;
import dev.lifeboat.audit.AuditLog;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.runbook.Approval;
import dev.lifeboat.runbook.Contact;
import dev.lifeboat.runbook.DrillSchedule;
import dev.lifeboat.runbook.Phase;
import dev.lifeboat.runbook.Runbook;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Approvers who have not decided in a drill for long, by the log in the store. */
final class PeopleCheck implements HealthCheck {
    private static final int MOST_ENTRIES = 20_000;
    /** A drill restores into a database of this name. */
    private static final String DRILL = "/lifeboat_drill_";

    private final Runbook runbook;
    private final Supplier<AuditLog> log;
    private final Supplier<SeenSets> sets;
    private final Instant now;

    PeopleCheck(Runbook runbook, Supplier<AuditLog> log, Supplier<SeenSets> sets, Instant now) {
        this.runbook = runbook;
        this.log = log;
        this.sets = sets;
        this.now = now;
    }

    @Override
    public String name() {
        return "people";
    }

    @Override
    public List<HealthProblem> look() {
        Set<String> roles = askedInDrills();
        List<Contact> approvers = runbook.people().contacts().stream()
                .filter(contact -> contact.role() != null && roles.contains(contact.role()))
                .toList();
        if (approvers.isEmpty()) {
            return List.of();
        }
        Instant since = Ages.before(now, runbook.health().people());
        SeenSets seen = sets.get();
        Instant begun = seen.since();
        // In a system that is younger than the limit people have time; how old it is, the first store knows.
        if (!seen.isBlind() && (begun == null || !begun.isBefore(since))) {
            return List.of();
        }
        Findings findings = new Findings(name());
        people(findings, approvers, entries(since), since);
        return findings.all();
    }

    private List<AuditEntry> entries(Instant since) {
        try {
            return log.get().newest(entry -> DECISION_MADE.is(entry.event()), since, MOST_ENTRIES);
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

    private static void people(Findings findings, List<Contact> approvers, List<AuditEntry> entries, Instant since) {
        Set<String> acted = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        entries.stream()
                .filter(entry -> !entry.at().isBefore(since))
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
