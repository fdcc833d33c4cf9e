package dev.lifeboat.retention;

import dev.lifeboat.archive.SetObjects;
import dev.lifeboat.audit.AuditEvent;
import dev.lifeboat.audit.AuditEvents;
import dev.lifeboat.store.Store;
import dev.lifeboat.store.StoredObject;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Compares a store with the plan of its clean-up: what is gone, and what stays. */
final class CleanUpOutcome {
    private final CleanUpTask task;
    private final Store store;
    private final Removals removals;
    private final Clock clock;

    CleanUpOutcome(CleanUpTask task, Store store, Removals removals, Clock clock) {
        this.task = task;
        this.store = store;
        this.removals = removals;
        this.clock = clock;
    }

    /** @param notes of what was planned and stays */
    CleanUpReport of(PlannedCleanUp planned, CleanUpPlan plan, List<String> notes) {
        Set<String> there = new HashSet<>();
        store.list("").stream().map(StoredObject::name).forEach(there::add);
        List<SetDecision> deleted = new ArrayList<>();
        List<SetDecision> kept = new ArrayList<>();
        for (SetDecision set : plan.sets()) {
            if (there.contains(SetObjects.manifestOf(set.set()))) {
                kept.add(set.delete() ? set.staying(notes) : set);
            } else if (set.delete() && removed(set)) {
                deleted.add(set);
            }
        }
        List<Leftover> gone = plan.leftovers().stream()
                .filter(leftover -> leftover.objects().stream().noneMatch(there::contains))
                .toList();
        return new CleanUpReport(
                task.runId(),
                task.runbook().name(),
                task.store(),
                task.startedAt(),
                clock.instant(),
                task.startedBy(),
                planned.object(),
                planned.sha256(),
                deleted,
                SetDecision.bytes(deleted),
                kept,
                gone,
                gone.stream().mapToLong(Leftover::bytes).sum(),
                notes,
                plan.warnings());
    }

    /** Whether this run did it: somebody else may have taken its manifest, or another clean-up have been faster. */
    private boolean removed(SetDecision set) {
        Removal word = removals.word(set.set(), set.manifestSha256(), removals.newest(set.set(), set.manifestSha256()));
        return word != null && word.gone() && word.runId().equals(task.runId());
    }

    /** For the audit log. */
    AuditEvent event(CleanUpReport report) {
        return AuditEvents.cleanedUp(
                task.runId(),
                task.store(),
                report.plan(),
                report.deleted().size(),
                report.kept().size(),
                report.bytes() + report.leftoverBytes(),
                task.startedBy());
    }
}
