package dev.lifeboat.verify;

import dev.lifeboat.audit.AuditEvents;
import dev.lifeboat.audit.Auditing;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.Failures;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.flow.ActivityPolicies;
import dev.lifeboat.flow.Parallel;
import dev.lifeboat.flow.RunIds;
import dev.lifeboat.flow.SearchKeys;
import dev.lifeboat.notice.Notices;
import dev.lifeboat.report.Reporting;
import dev.lifeboat.runbook.Runbook;
import dev.lifeboat.set.Vault;
import io.temporal.failure.TemporalFailure;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.ChildWorkflowCancellationType;
import io.temporal.workflow.ChildWorkflowOptions;
import io.temporal.workflow.Functions;
import io.temporal.workflow.Workflow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A verification of its own for each set and store, a few side by side; then one report, and one notice. */
public final class VerifyAllWorkflowImpl implements VerifyAllWorkflow {
    /** Each verification reads as many parts side by side as the runbook says. */
    private static final int AT_A_TIME = 2;
    /** A child is eight events of a history that ends at 51,200. */
    private static final int MOST_SETS = 4_000;

    private final VerifyAllActivities activities =
            Workflow.newActivityStub(VerifyAllActivities.class, ActivityPolicies.SHORT);
    private int done;

    @Override
    public VerifyAllReport verify(VerifyAllRequest request) {
        Runbook book = request.runbook();
        String run = Workflow.getInfo().getWorkflowId();
        Workflow.upsertTypedSearchAttributes(
                SearchKeys.KIND.valueSet("verify"), SearchKeys.RUNBOOK.valueSet(book.name()));
        Notices notices = Notices.of(book, run);
        VerifyAllNotices telling = new VerifyAllNotices(request, notices);
        Auditing auditing = Auditing.of(book, notices);
        boolean[] told = {false};
        Instant startedAt = now();
        try {
            telling.started();
            VerifyAllReport report = readAll(request, startedAt);
            for (VerifiedSet failed : report.failed()) {
                auditing.record(AuditEvents.setFailed(
                        run, failed.set(), failed.store(), String.valueOf(failed.error()), request.startedBy()));
            }
            telling.ended(report);
            told[0] = true;
            if (!report.failed().isEmpty() || !report.problems().isEmpty()) {
                throw Failures.toFailure(
                        new LifeboatException(ErrorCode.SET_CORRUPT, VerifyAllNotices.summary(report)));
            }
            return report.inShort();
        } catch (RuntimeException e) {
            if (!told[0]) {
                String why = Failures.describe(e, "verifying");
                new Reporting(Vault.of(book)).failure("verify", request.sets(), request.startedBy(), startedAt, why);
                telling.failed(why, e);
            }
            throw e;
        } finally {
            auditing.signEntries(run);
            auditing.awaitWritten();
            notices.awaitDelivery();
        }
    }

    private VerifyAllReport readAll(VerifyAllRequest request, Instant startedAt) {
        KeptSets kept = activities.list(request);
        List<String> problems = new ArrayList<>(kept.problems());
        List<KeptSet> sets = kept.sets();
        if (sets.size() > MOST_SETS) {
            problems.add((sets.size() - MOST_SETS) + " of " + sets.size()
                    + " sets were not read: a run reads the newest " + MOST_SETS + "; verify the stores one by one");
            sets = sets.subList(0, MOST_SETS);
        }
        int all = sets.size();
        List<KeptSet> gone = new ArrayList<>();
        List<Functions.Func<Optional<VerifiedSet>>> work = new ArrayList<>();
        for (KeptSet set : sets) {
            work.add(() -> {
                Optional<VerifiedSet> verified = readAgain(request, set);
                if (verified.isEmpty()) {
                    gone.add(set);
                }
                done++;
                Workflow.setCurrentDetails("- **verified**: " + done + " of " + all);
                return verified;
            });
        }
        List<VerifiedSet> verified =
                Parallel.run(work, AT_A_TIME).stream().flatMap(Optional::stream).toList();
        VerifyAllReport report = new VerifyAllReport(
                Workflow.getInfo().getWorkflowId(),
                request.runbook().name(),
                request.name(),
                request.sets(),
                request.startedBy(),
                startedAt,
                now(),
                verified,
                gone,
                problems,
                null);
        return Reporting.written(() -> report.at(activities.report(request, report)), problem -> report);
    }

    /** Nothing: the set is not there any more. */
    private static Optional<VerifiedSet> readAgain(VerifyAllRequest request, KeptSet set) {
        Runbook book = request.runbook();
        VerifyWorkflow child = Workflow.newChildWorkflowStub(
                VerifyWorkflow.class,
                ChildWorkflowOptions.newBuilder()
                        .setWorkflowId(RunIds.verify(book.name(), set.set() + "-" + set.store(), now()))
                        .setStaticSummary("verify " + set.set() + " in " + set.store())
                        .setCancellationType(ChildWorkflowCancellationType.WAIT_CANCELLATION_COMPLETED)
                        .build());
        try {
            // The set's own mark says what was found; people and log hear of it from here, once.
            VerifyReport report = child.verify(new VerifyRequest(
                    Vault.of(book).only(set.store()), set.set(), book.archive().parallelism()));
            return Optional.of(new VerifiedSet(
                    set.store(),
                    set.set(),
                    report.rows(),
                    report.bytes(),
                    report.warnings().size(),
                    null));
        } catch (TemporalFailure e) {
            if (CancellationScope.current().isCancelRequested()) {
                throw e;
            }
            LifeboatException known = Failures.find(e);
            return known != null && known.code() == ErrorCode.NO_SUCH_SET
                    ? Optional.empty()
                    : Optional.of(new VerifiedSet(set.store(), set.set(), 0, 0, 0, Failures.describe(e, "verifying")));
        }
    }

    private static Instant now() {
        return Instant.ofEpochMilli(Workflow.currentTimeMillis());
    }
}
