package dev.lifeboat.retention;

import static dev.lifeboat.error.ErrorCode.OBJECT_LOCKED;
import static dev.lifeboat.error.ErrorCode.RETENTION_STOPPED;
import static dev.lifeboat.error.ErrorCode.SET_CORRUPT;
import static dev.lifeboat.error.ErrorCode.STORE_REFUSED;

import dev.lifeboat.activity.Heartbeat;
import dev.lifeboat.archive.MarkKind;
import dev.lifeboat.archive.Marks;
import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.archive.SetObjects;
import dev.lifeboat.archive.SignedRecords;
import dev.lifeboat.audit.AuditTrail;
import dev.lifeboat.catalogue.KnownPrimary;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.report.CleanUpPage;
import dev.lifeboat.report.Reports;
import dev.lifeboat.secret.Secrets;
import dev.lifeboat.set.Vault;
import dev.lifeboat.store.StoredObject;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The clean-up of one store by one run: plan, deletion, sweep, report. Only what the signed plan names and a second look confirms
 * is deleted.
 */
final class Cleaning {
    private final CleanUpTask task;
    private final Secrets secrets;
    private final Surveyor surveyor;
    private final OpenVault vault;
    private final SignedRecords records;
    private final AuditTrail audit;
    private final Clock clock;
    private final Heartbeat heartbeat;
    private final ClockProbe clocks;

    /** @param running whether a run of this id goes on */
    Cleaning(CleanUpTask task, Secrets secrets, Clock clock, Predicate<String> running, Heartbeat heartbeat) {
        this.task = task;
        this.secrets = secrets;
        this.surveyor = new Surveyor(task.runbook(), task.store(), secrets, running);
        this.vault = surveyor.vault();
        this.records = new SignedRecords(vault);
        this.audit = AuditTrail.of(surveyor.primary(), secrets, task.runbook());
        this.clock = clock;
        this.heartbeat = heartbeat;
        this.clocks = new ClockProbe(task.store(), surveyor.unlocked().store(), clock);
    }

    PlannedCleanUp plan() {
        String object = place() + ".plan.json";
        // Of a store that lost its sets no pin, alarm or reader counts for the others.
        KnownPrimary.require(OpenVault.of(Vault.of(task.runbook()), secrets));
        clocks.refuseAnother();
        Instant now = clock.instant();
        Outlook outlook = surveyor.look(now, heartbeat);
        if (!outlook.interrupted().isEmpty()) {
            outlook.interrupted().forEach(deletion()::putBack);
            outlook = surveyor.look(now, heartbeat);
        }
        refuse(outlook.verdict().stops());
        // What an earlier try wrote stays, and is read back.
        records.write(
                object,
                new CleanUpPlan(
                        task.runId(),
                        task.runbook().name(),
                        task.runbookSha256(),
                        task.store(),
                        now,
                        task.startedBy(),
                        outlook.verdict().decisions(),
                        outlook.leftovers(),
                        outlook.verdict().warnings()));
        SignedRecords.Signed<CleanUpPlan> written = records.read(object, CleanUpPlan.class);
        CleanUpPlan plan = written.value();
        return new PlannedCleanUp(
                task.store(),
                object,
                written.sha256(),
                plan.sets().size(),
                plan.deletions().size(),
                SetDecision.bytes(plan.deletions()),
                plan.leftovers().stream()
                        .mapToInt(leftover -> leftover.objects().size())
                        .sum(),
                plan.leftovers().stream().mapToLong(Leftover::bytes).sum(),
                plan.warnings());
    }

    RemovedBatch delete(PlannedCleanUp planned, int from, int to) {
        List<SetDecision> batch = read(planned).deletions().subList(from, to);
        clocks.refuseAnother();
        Look look = look();
        Deletion deletion = deletion();
        Set<String> dealtWith = new HashSet<>();
        List<String> notes = new ArrayList<>();
        for (SetDecision set : batch) {
            String note;
            try {
                // A batch may take hours.
                refuse(deletion.alarms());
                if (!look.basis().holds(dealtWith)) {
                    look = look();
                }
                note = delete(set, look, deletion);
            } catch (LifeboatException e) {
                if (e.code() == STORE_REFUSED || e.code() == RETENTION_STOPPED) {
                    deletion.keep(set.set(), set.manifestSha256(), String.valueOf(e.getMessage()), Instant.MIN);
                }
                throw e;
            }
            dealtWith.add(set.set());
            if (note == null) {
                look.needs().gone(set.set());
            } else {
                deletion.keep(set.set(), set.manifestSha256(), note, Instant.MIN);
                notes.add(set.set() + ": " + note);
            }
        }
        return new RemovedBatch(deletion.objects(), notes);
    }

    /** What a set's removal rests on; looked at again when that has changed. */
    private record Look(Basis basis, Map<String, SetDecision> decisions, Needs needs, Set<String> needed) {}

    private Look look() {
        // First: what comes while the store is looked at counts as come since.
        Basis basis = new Basis(vault.store());
        Outlook outlook = surveyor.look(clock.instant(), heartbeat);
        refuse(outlook.verdict().stops());
        Map<String, SetDecision> decisions = new HashMap<>();
        outlook.verdict().decisions().forEach(decision -> decisions.put(decision.set(), decision));
        return new Look(basis, decisions, new Needs(outlook.survey()), outlook.needed());
    }

    private static @Nullable String delete(SetDecision planned, Look look, Deletion deletion) {
        SetDecision fresh = look.decisions().get(planned.set());
        if (fresh == null) {
            return deletion.resume(planned, look.needed());
        }
        if (!fresh.manifestSha256().equals(planned.manifestSha256())) {
            return "it is another set than the one that was planned for";
        }
        if (!fresh.delete()) {
            return "it stays meanwhile: " + String.join("; ", fresh.reasons());
        }
        String needing = look.needs().of(planned.set());
        return needing == null ? deletion.remove(planned, look.needed()) : needing;
    }

    RemovedBatch sweep(PlannedCleanUp planned) {
        clocks.refuseAnother();
        Instant now = clock.instant();
        Outlook outlook = surveyor.look(now, heartbeat);
        refuse(outlook.verdict().stops());
        Set<String> left = new HashSet<>();
        outlook.leftovers().forEach(leftover -> left.addAll(leftover.objects()));
        Deletion deletion = deletion();
        List<String> notes = new ArrayList<>();
        for (Leftover leftover : read(planned).leftovers()) {
            refuse(deletion.alarms());
            // All or nothing of a folder: the claim goes last, and only when nothing came in meanwhile.
            List<String> going = surveyor.still(leftover, outlook.needed(), clock.instant(), heartbeat).stream()
                    .filter(left::contains)
                    .toList();
            boolean all = going.size() == leftover.objects().size();
            String note = deletion.removeObjects(going.stream()
                    .filter(name -> all || !name.endsWith("/" + SetObjects.CLAIM))
                    .toList());
            if (note != null) {
                notes.add(leftover.what() + ": " + note);
            }
        }
        try {
            int uploads = vault.store().sweepUnfinished(now.minus(Leftovers.AGE));
            return new RemovedBatch(deletion.objects() + uploads, notes);
        } catch (LifeboatException e) {
            throw e.code() == OBJECT_LOCKED ? Deletion.refused(task.store(), e) : e;
        }
    }

    CleanedStore report(PlannedCleanUp planned, List<String> notes) {
        String object = place() + ".json";
        boolean repeated = vault.store().exists(object);
        Removals removals = new Removals(vault, surveyor.unlocked().store());
        CleanUpOutcome outcomes = new CleanUpOutcome(task, vault.store(), removals, clock);
        CleanUpReport outcome = outcomes.of(planned, read(planned), notes);
        takeBackWhatIsThere(outcome.kept());
        if (!repeated) {
            audit.record(outcomes.event(outcome), clock.instant());
        }
        // What an earlier try wrote stays, and is read back.
        String sha256 = records.write(object, outcome);
        CleanUpReport report = records.read(object, CleanUpReport.class).value();
        List<String> warnings = new ArrayList<>(report.warnings());
        try {
            new Reports(vault).writePage(place(), sha256, () -> CleanUpPage.of(report));
        } catch (LifeboatException e) {
            // The sets are gone, and the signed report says so: what is for people only fails nothing.
            warnings.add("the report has no page: " + e.getMessage());
        }
        warnings.addAll(report.notes());
        return new CleanedStore(
                task.store(),
                object,
                report.kept().size(),
                report.deleted().size(),
                report.bytes(),
                report.leftovers().stream()
                        .mapToInt(leftover -> leftover.objects().size())
                        .sum(),
                report.leftoverBytes(),
                warnings);
    }

    /** Tombstones that runs left which ended in between: a set that is there was not removed. */
    private void takeBackWhatIsThere(List<SetDecision> kept) {
        Set<String> told = new HashSet<>();
        for (StoredObject object : vault.store().list(SetObjects.RECORDS)) {
            String set = Marks.setOf(object.name());
            if (set != null && Marks.isOf(MarkKind.DELETED, object.name())) {
                told.add(set);
            }
        }
        Deletion deletion = deletion();
        Instant since = clock.instant().minus(Leftovers.AGE);
        kept.stream()
                .filter(set -> told.contains(set.set()))
                .forEach(set -> deletion.keep(set.set(), set.manifestSha256(), "it is there, and stays", since));
    }

    /** The plan that the run pinned; throws SET_CORRUPT if it is another one by now. */
    private CleanUpPlan read(PlannedCleanUp planned) {
        SignedRecords.Signed<CleanUpPlan> plan = records.read(planned.object(), CleanUpPlan.class);
        if (!plan.sha256().equals(planned.sha256())) {
            throw new LifeboatException(SET_CORRUPT, planned.object() + " is not the plan that this run wrote");
        }
        return plan.value();
    }

    private Deletion deletion() {
        return new Deletion(surveyor, task, audit, clock, heartbeat);
    }

    private void refuse(List<String> stops) {
        if (!stops.isEmpty()) {
            throw new LifeboatException(
                    RETENTION_STOPPED,
                    "nothing is deleted from store " + task.store() + ": " + String.join("; ", stops));
        }
    }

    /** Sorted by time, one folder a run, without an ending. */
    private String place() {
        return Reports.ofCleanUp(task.startedAt(), task.runId(), task.store());
    }
}
