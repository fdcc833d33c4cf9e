package dev.lifeboat.verify;

import dev.lifeboat.audit.AuditEvents;
import dev.lifeboat.audit.Auditing;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.Failures;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.flow.ActivityPolicies;
import dev.lifeboat.flow.Parallel;
import dev.lifeboat.flow.SearchKeys;
import dev.lifeboat.notice.Notices;
import dev.lifeboat.report.Reporting;
import dev.lifeboat.report.VerifyRun;
import dev.lifeboat.runbook.Runbook;
import dev.lifeboat.set.Vault;
import io.temporal.failure.TemporalFailure;
import io.temporal.workflow.Functions;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Verifies in ranges of parts, so many at a time, and marks the set verified or failed. */
public final class VerifyWorkflowImpl implements VerifyWorkflow {
    /** A verification of 100,000 parts stays far below the end of a history. */
    private static final int MOST_RANGES = 400;

    private final VerifyActivities activities =
            Workflow.newActivityStub(VerifyActivities.class, ActivityPolicies.SHORT);

    /** The set as it was asked for, and as soon as it is open its id. */
    private String asked = "";

    private @Nullable String store;

    /** People hear how it ended; where this is a part of another run, from that one. */
    @Override
    public VerifyReport verify(VerifyRequest request) {
        Runbook runbook = request.runbook();
        if (runbook == null) {
            return readAgain(request, set -> {});
        }
        String run = Workflow.getInfo().getWorkflowId();
        Notices notices = Notices.of(runbook, run);
        // Not the vault that is read: it may be of one copy alone, and a log that began there would pass for the
        // primary store's.
        Auditing auditing = Auditing.of(runbook, notices);
        String user = Auditing.startedBy("lifeboat");
        boolean alone = Workflow.getInfo().getParentWorkflowId().isEmpty();
        VerifyNotices told = new VerifyNotices(runbook.name(), notices);
        Reporting reporting = new Reporting(Vault.of(runbook));
        Instant startedAt = now();
        try {
            VerifyReport report = readAgain(request, alone ? told::started : set -> {});
            auditing.record(AuditEvents.setVerified(run, report.setId(), report.manifestSha256(), store, user));
            if (alone) {
                told.completed(report);
            }
            reporting.verification(
                    new VerifyRun(run, runbook.name(), report.setId(), user, startedAt, now(), report, null, null));
            return report;
        } catch (RuntimeException e) {
            String why = Failures.describe(e, "verifying");
            // A name that was mistyped is no set that failed; one that a run has just written and that is gone is.
            if (!alone || !isNoSuchSet(e)) {
                auditing.record(AuditEvents.setFailed(run, asked, store, why, user));
                reporting.verification(
                        new VerifyRun(run, runbook.name(), asked, user, startedAt, now(), null, why, null));
                if (alone) {
                    told.failed(asked, why, e);
                }
            }
            throw e;
        } finally {
            auditing.signEntries(run);
            auditing.awaitWritten();
            notices.awaitDelivery();
        }
    }

    private static Instant now() {
        return Instant.ofEpochMilli(Workflow.currentTimeMillis());
    }

    private static boolean isNoSuchSet(RuntimeException failure) {
        LifeboatException known = Failures.find(failure);
        return known != null && known.code() == ErrorCode.NO_SUCH_SET;
    }

    private VerifyReport readAgain(VerifyRequest wanted, Consumer<String> begins) {
        asked = wanted.set();
        Instant startedAt = now();
        Workflow.upsertTypedSearchAttributes(
                SearchKeys.KIND.valueSet("verify"),
                SearchKeys.RUNBOOK.valueSet(wanted.vault().runbook()));
        OpenedSet set = activities.open(wanted);
        VerifyRequest request = wanted.only(set.store());
        asked = set.setId();
        store = set.store();
        // Not before: a name that was mistyped would be waited for at whoever counts beginnings and ends.
        begins.accept(asked);
        String runId =
                Workflow.getInfo().getWorkflowId() + "/" + Workflow.getInfo().getRunId();
        Workflow.setCurrentDetails("- **set**: " + set.setId() + "\n- **signed by**: " + set.signer()
                + "\n- **parts**: " + set.parts() + "\n- **rows**: " + set.rows());
        try {
            if (set.problem() != null) {
                throw Failures.toFailure(new LifeboatException(ErrorCode.SET_CORRUPT, set.problem()));
            }
            List<VerifiedRange> ranges = Parallel.run(work(request, set), request.parallelism());
            activities.mark(request.vault(), set.setId(), set.manifestSha256(), runId, null);
            return new VerifyReport(
                    set.setId(),
                    set.manifestSha256(),
                    set.signer(),
                    ranges.stream().mapToInt(VerifiedRange::objects).sum(),
                    ranges.stream().mapToLong(VerifiedRange::rows).sum(),
                    ranges.stream().mapToLong(VerifiedRange::bytes).sum(),
                    set.storedBytes(),
                    set.warnings(),
                    Duration.between(startedAt, now()),
                    set.reusedParts(),
                    set.reusedBytes(),
                    set.store());
        } catch (TemporalFailure e) {
            LifeboatException cause = Failures.find(e);
            // A wrong key here says nothing about the set; only a damaged object does.
            if (cause != null && cause.code() == ErrorCode.SET_CORRUPT) {
                activities.mark(request.vault(), set.setId(), set.manifestSha256(), runId, cause.getMessage());
            }
            throw e;
        }
    }

    private List<Functions.Func<VerifiedRange>> work(VerifyRequest request, OpenedSet set) {
        int each = Math.max(1, (set.parts() + MOST_RANGES - 1) / MOST_RANGES);
        List<Functions.Func<VerifiedRange>> work = new ArrayList<>();
        work.add(() -> activities.verifySchema(
                new PartRange(request.vault(), set.setId(), set.manifestSha256(), 0, set.parts())));
        for (int from = 0; from < set.parts(); from += each) {
            PartRange range = new PartRange(
                    request.vault(), set.setId(), set.manifestSha256(), from, Math.min(set.parts(), from + each));
            VerifyActivities transfer = ActivityPolicies.named(
                    VerifyActivities.class,
                    ActivityPolicies.LONG_TRANSFER,
                    "parts " + range.from() + " to " + (range.to() - 1));
            work.add(() -> transfer.verifyParts(range));
        }
        return work;
    }
}
