package dev.lifeboat.backup;

import static dev.lifeboat.error.ErrorCode.BACKUP_YIELDED;
import static dev.lifeboat.error.ErrorCode.LOCK_NOT_AVAILABLE;
import static dev.lifeboat.error.ErrorCode.SNAPSHOT_LOST;

import dev.lifeboat.audit.AuditEvents;
import dev.lifeboat.audit.Auditing;
import dev.lifeboat.copy.Copies;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.Failures;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.flow.ActivityPolicies;
import dev.lifeboat.flow.RunIds;
import dev.lifeboat.flow.SearchKeys;
import dev.lifeboat.flow.StepLog;
import dev.lifeboat.notice.Notices;
import dev.lifeboat.report.BackupRun;
import dev.lifeboat.report.Reporting;
import dev.lifeboat.set.Vault;
import dev.lifeboat.verify.VerifyRequest;
import dev.lifeboat.verify.VerifyWorkflow;
import io.temporal.failure.CanceledFailure;
import io.temporal.failure.TemporalFailure;
import io.temporal.workflow.Async;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.ChildWorkflowCancellationType;
import io.temporal.workflow.ChildWorkflowOptions;
import io.temporal.workflow.Promise;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/** Takes a set; starts over with a new snapshot, a few times, when both holders die or production needed the locks. */
public final class BackupWorkflowImpl implements BackupWorkflow {
    private static final Logger LOG = Workflow.getLogger(BackupWorkflowImpl.class);
    private static final int MOST_ATTEMPTS = 5;
    private static final Duration BEFORE_STARTING_OVER = Duration.ofMinutes(2);
    private static final Duration PATIENCE_FOR_LOCKS = Duration.ofMinutes(15);
    private static final Set<ErrorCode> START_OVER = EnumSet.of(SNAPSHOT_LOST, LOCK_NOT_AVAILABLE, BACKUP_YIELDED);

    private final BackupActivities activities =
            Workflow.newActivityStub(BackupActivities.class, ActivityPolicies.SHORT);
    private final BackupActivities transfer =
            Workflow.newActivityStub(BackupActivities.class, ActivityPolicies.LONG_TRANSFER);
    private final BackupActivities cleanup = Workflow.newActivityStub(BackupActivities.class, ActivityPolicies.CLEANUP);
    private final SnapshotActivities holders =
            Workflow.newActivityStub(SnapshotActivities.class, ActivityPolicies.HOLDER);

    private final List<HeldSnapshot> held = new ArrayList<>();
    private String step = "preflight";
    private @Nullable String setId;
    private int attempt = 1;
    private int tables;
    private int tablesDone;
    private long bytes;
    private long storedBytes;
    private List<String> findings = List.of();

    /** However it ends, people hear of it, since nobody watches: a success that fails to come is noticed, too. */
    @Override
    public BackupReport backup(BackupRequest request) {
        Instant startedAt = now();
        Notices notices = Notices.of(request.runbook(), Workflow.getInfo().getWorkflowId());
        Auditing auditing = Auditing.of(request.runbook(), notices);
        BackupNotices told = new BackupNotices(request, notices);
        Reporting reporting = new Reporting(request.vault());
        told.started();
        try {
            BackupReport report = bringHome(request, startedAt, told, auditing);
            told.completed(report);
            reporting.backup(run(request, startedAt, report, null));
            return report;
        } catch (RuntimeException e) {
            LifeboatException known = Failures.find(e);
            boolean cancelled = CancellationScope.current().isCancelRequested();
            String why = known == null ? "at step \"" + step + "\"" : known.code() + ": " + known.getMessage();
            Duration took = Duration.between(startedAt, now());
            auditing.record(AuditEvents.backupFailed(
                    Workflow.getInfo().getWorkflowId(), request.mode().wireName(), why, took, user(request)));
            told.failed(e, cancelled, why, took);
            reporting.backup(run(request, startedAt, null, (cancelled ? "cancelled; " : "") + why));
            throw e;
        } finally {
            auditing.signEntries(Workflow.getInfo().getWorkflowId());
            auditing.awaitWritten();
            notices.awaitDelivery();
        }
    }

    private BackupRun run(
            BackupRequest request, Instant startedAt, @Nullable BackupReport report, @Nullable String error) {
        return new BackupRun(
                Workflow.getInfo().getWorkflowId(),
                request.runbook().name(),
                request.mode(),
                request.label(),
                request.reason(),
                user(request),
                startedAt,
                now(),
                request.runbook().objectives(),
                setId,
                report,
                error,
                null);
    }

    private static String user(BackupRequest request) {
        return Auditing.startedBy(Objects.requireNonNullElse(request.reason(), "lifeboat"));
    }

    private static Instant now() {
        return Instant.ofEpochMilli(Workflow.currentTimeMillis());
    }

    private BackupReport bringHome(BackupRequest request, Instant startedAt, BackupNotices told, Auditing auditing) {
        String runId = Workflow.getInfo().getWorkflowId();
        Workflow.upsertTypedSearchAttributes(
                SearchKeys.KIND.valueSet("backup"),
                SearchKeys.RUNBOOK.valueSet(request.runbook().name()));
        BackupPlan plan = activities.preflight(request, runId);
        setId = plan.setId();
        Vault vault = request.vault();
        SealedSet sealed;
        try {
            sealed = withStartingOver(request, runId, plan);
        } catch (TemporalFailure e) {
            Workflow.newDetachedCancellationScope(() -> cleanup.abandon(new ClaimTask(vault, plan.setId(), runId)))
                    .run();
            throw e;
        }
        auditing.record(AuditEvents.backupTaken(
                runId,
                sealed.setId(),
                sealed.manifestSha256(),
                sealed.rows(),
                sealed.storedBytes(),
                Duration.between(startedAt, now()),
                user(request)));
        auditing.signHeads(runId, sealed.setId(), sealed.manifestSha256());
        if (!sealed.findings().isEmpty()) {
            findings = sealed.findings();
            told.alarmed(sealed);
        }
        // Before a verification may fail: one copy is none.
        say("copying the set to other stores");
        List<Copies.Made> copies = Copies.make(request.runbook(), sealed.setId(), request.mode());
        List<String> unmarked = List.of();
        if (request.verify() || !copies.isEmpty()) {
            auditing.othersWrite();
        }
        if (request.verify()) {
            verify(request, sealed);
            unmarked = Copies.follow(request.runbook(), sealed.setId(), sealed.manifestSha256(), copies);
        }
        say("done");
        List<String> warnings = new ArrayList<>(plan.warnings());
        warnings.addAll(sealed.warnings());
        copies.forEach(copy -> warnings.addAll(copy.warnings()));
        warnings.addAll(unmarked);
        Duration took = Duration.between(startedAt, now());
        return new BackupReport(
                sealed.setId(),
                sealed.manifestSha256(),
                sealed.tables(),
                sealed.rows(),
                sealed.bytes(),
                sealed.storedBytes(),
                took,
                request.verify(),
                warnings,
                sealed.notes(),
                sealed.reusedBytes(),
                sealed.findings());
    }

    @Override
    public void snapshotHeld(HeldSnapshot snapshot) {
        // A late signal of an earlier attempt speaks of a snapshot that nobody holds any more, and one that comes twice
        // of one
        // holder only.
        boolean known = held.stream().anyMatch(earlier -> earlier.holder() == snapshot.holder());
        if (snapshot.attempt() == attempt && !known) {
            held.add(snapshot);
        }
    }

    @Override
    public BackupProgress progress() {
        return new BackupProgress(step, setId, attempt, tables, tablesDone, bytes, storedBytes);
    }

    private SealedSet withStartingOver(BackupRequest request, String runId, BackupPlan plan) {
        while (true) {
            try {
                return take(request, runId, plan);
            } catch (TemporalFailure e) {
                LifeboatException cause = Failures.find(e);
                if (cause == null || !startsOver(cause)) {
                    throw e;
                }
                LOG.info("event=backup-starts-over attempt={} reason={}", attempt, cause.code());
                say("waiting to start over: " + cause.getMessage());
                Workflow.sleep(BEFORE_STARTING_OVER);
                attempt++;
                held.clear();
                tablesDone = 0;
                bytes = 0;
                storedBytes = 0;
            }
        }
    }

    private boolean startsOver(LifeboatException cause) {
        return START_OVER.contains(cause.code())
                && attempt < MOST_ATTEMPTS
                && !CancellationScope.current().isCancelRequested();
    }

    /** One snapshot from lock to release, then the seal. */
    private SealedSet take(BackupRequest request, String runId, BackupPlan plan) {
        List<Promise<Void>> holding = new ArrayList<>();
        List<Promise<?>> writing = new ArrayList<>();
        List<BatchReceipt> batches = new ArrayList<>();
        BatchReceipt[] schema = new BatchReceipt[1];
        SnapshotTask[] task = new SnapshotTask[1];
        CancellationScope locks = Workflow.newCancellationScope(() -> {
            say("taking locks and snapshot");
            hold(request, 1, null, holding);
            hold(request, 2, held.get(0).snapshotId(), holding);
        });
        CancellationScope copying = Workflow.newCancellationScope(() -> {
            task[0] = new SnapshotTask(
                    request.vault(),
                    request.runbook().database().url(),
                    request.runbook().archive(),
                    plan.setId(),
                    attempt,
                    held.stream().map(HeldSnapshot::snapshotId).toList(),
                    request.content(),
                    plan.reuse());
            Promise<BatchReceipt> dump = Async.function(transfer::dumpSchema, task[0]);
            writing.add(dump);
            say("copying");
            copy(task[0], batches);
            say("waiting for the schema archive");
            schema[0] = dump.get();
        });
        try {
            locks.run();
            tables = held.get(0).tables();
            Promise<Void> copied = Async.procedure(copying::run);
            writing.add(copied);
            // One holder may die; when both are gone the readers' imports fail, and so does this.
            Workflow.await(() -> copied.isCompleted() || holding.stream().allMatch(Promise::isCompleted));
            if (!copied.isCompleted()) {
                copying.cancel("both snapshot holders are gone");
                firstFailure(holding);
                throw Failures.toFailure(new LifeboatException(SNAPSHOT_LOST, "both snapshot holders are gone"));
            }
            copied.get();
        } finally {
            locks.cancel("released");
            // Nothing may still be written into the folder when it is sealed, started over or cleared.
            Workflow.newDetachedCancellationScope(
                            () -> Workflow.await(() -> writing.stream().allMatch(Promise::isCompleted)))
                    .run();
        }
        say("sealing");
        return transfer.seal(new SealTask(
                task[0],
                held.get(0),
                runId,
                request.runbookSha256(),
                request.mode(),
                request.label(),
                request.reason(),
                schema[0],
                batches,
                request.runbook().target(),
                Instant.ofEpochMilli(Workflow.currentTimeMillis()),
                request.runbook().anomalies()));
    }

    /** Starts a holder and waits for its announcement. */
    private void hold(BackupRequest request, int number, @Nullable String importFrom, List<Promise<Void>> holding) {
        HoldTask order = new HoldTask(
                request.runbook().database().url(),
                number,
                attempt,
                importFrom,
                request.runbook().database().yieldAfter());
        Promise<Void> holder = Async.procedure(holders::hold, order);
        holding.add(holder);
        boolean announced = Workflow.await(PATIENCE_FOR_LOCKS, () -> held.size() >= number || holder.isCompleted());
        if (held.size() < number) {
            firstFailure(holding);
            String why = announced
                    ? "a snapshot holder ended before it held anything"
                    : "the locks were not granted in time";
            throw Failures.toFailure(new LifeboatException(SNAPSHOT_LOST, why));
        }
    }

    private static void firstFailure(List<Promise<Void>> holding) {
        for (Promise<Void> holder : holding) {
            if (holder.isCompleted()
                    && holder.getFailure() != null
                    && !(holder.getFailure().getCause() instanceof CanceledFailure)) {
                throw holder.getFailure();
            }
        }
    }

    private void copy(SnapshotTask task, List<BatchReceipt> batches) {
        TableChunk after = null;
        int number = 1;
        do {
            CopyBatchWorkflow batch = Workflow.newChildWorkflowStub(
                    CopyBatchWorkflow.class,
                    ChildWorkflowOptions.newBuilder()
                            .setWorkflowId(Workflow.getInfo().getWorkflowId() + "/" + attempt + "-" + number)
                            .setStaticSummary("batch " + number)
                            .setCancellationType(ChildWorkflowCancellationType.WAIT_CANCELLATION_COMPLETED)
                            .build());
            CopiedBatch copied = batch.copy(new CopyBatchTask(task, number, after));
            batches.add(copied.receipt());
            tablesDone += copied.receipt().tables();
            bytes += copied.receipt().bytes();
            storedBytes += copied.receipt().storedBytes();
            after = copied.last();
            number++;
        } while (after != null);
    }

    private void verify(BackupRequest request, SealedSet sealed) {
        say("verifying");
        VerifyWorkflow verification = Workflow.newChildWorkflowStub(
                VerifyWorkflow.class,
                ChildWorkflowOptions.newBuilder()
                        .setWorkflowId(RunIds.verify(
                                request.runbook().name(),
                                sealed.setId(),
                                Instant.ofEpochMilli(Workflow.currentTimeMillis())))
                        .setStaticSummary("verify " + sealed.setId())
                        .build());
        verification.verify(VerifyRequest.of(request.runbook(), sealed.setId()));
    }

    private void say(String now) {
        StepLog.begins(now);
        step = now;
        StringBuilder text = new StringBuilder("- **step**: " + now + "\n- **set**: " + setId
                + "\n- **snapshot**: number " + attempt + "\n- **tables**: " + tablesDone + " of " + tables);
        findings.forEach(finding -> text.append("\n- **ALARM**: ").append(finding));
        Workflow.setCurrentDetails(text.toString());
    }
}
