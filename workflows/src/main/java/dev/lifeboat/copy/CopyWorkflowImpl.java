package dev.lifeboat.copy;

import dev.lifeboat.audit.AuditEvents;
import dev.lifeboat.audit.Auditing;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.Failures;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.flow.ActivityPolicies;
import dev.lifeboat.flow.Parallel;
import dev.lifeboat.flow.SearchKeys;
import dev.lifeboat.notice.Notices;
import dev.lifeboat.runbook.Runbook;
import io.temporal.failure.TemporalFailure;
import io.temporal.workflow.Functions;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** All objects, then all of them again from the copy, and last what makes the copy a set. */
public final class CopyWorkflowImpl implements CopyWorkflow {
    /** Two activities for each keep a copy of 100,000 objects far below the end of a history. */
    private static final int MOST_RANGES = 400;

    private final CopyActivities activities = Workflow.newActivityStub(CopyActivities.class, ActivityPolicies.SHORT);

    private String step = "choosing";
    private int done;
    private int objects;

    @Override
    public CopyReport copy(CopyRequest request) {
        Workflow.upsertTypedSearchAttributes(
                SearchKeys.KIND.valueSet("copy"),
                SearchKeys.RUNBOOK.valueSet(request.runbook().name()));
        Runbook runbook = request.runbook();
        String run = Workflow.getInfo().getWorkflowId();
        Notices notices = Notices.of(runbook, run);
        Auditing auditing = Auditing.of(runbook, notices);
        try {
            CopyReport report = copied(request);
            auditing.record(
                    request.offline()
                            ? AuditEvents.accessed("download", report.setId(), request.startedBy())
                            : AuditEvents.setCopied(
                                    run,
                                    report.setId(),
                                    report.manifestSha256(),
                                    report.to(),
                                    report.bytes(),
                                    request.startedBy()));
            return report;
        } catch (TemporalFailure e) {
            if (!mistyped(request, e)) {
                auditing.record(AuditEvents.copyFailed(
                        run, request.set(), request.to(), Failures.describe(e, step), request.startedBy()));
            }
            throw e;
        } finally {
            auditing.signEntries(run);
            auditing.awaitWritten();
            notices.awaitDelivery();
        }
    }

    @Override
    public CopyProgress progress() {
        return new CopyProgress(step, done, objects);
    }

    /** A download that could not begin, by its folder or its set: no store of the runbook lacks anything. */
    private static boolean mistyped(CopyRequest request, TemporalFailure failure) {
        LifeboatException known = Failures.find(failure);
        return request.offline()
                && known != null
                && (known.code() == ErrorCode.USAGE || known.code() == ErrorCode.NO_SUCH_SET);
    }

    private CopyReport copied(CopyRequest request) {
        Instant startedAt = Instant.ofEpochMilli(Workflow.currentTimeMillis());
        say(request, request.set());
        CopyTask task = activities.begin(request);
        objects = task.objects();
        List<CopiedObjects> sent = throughAll(request, task, "sending", CopyActivities::copy);
        throughAll(request, task, "reading the copy", CopyActivities::check);
        step = "sealing";
        say(request, task.setId());
        int records = activities.seal(task);
        step = "done";
        say(request, task.setId());
        return new CopyReport(
                task.setId(),
                task.manifestSha256(),
                task.to(),
                task.objects(),
                task.bytes(),
                sent.stream().mapToInt(CopiedObjects::sent).sum(),
                sent.stream().mapToLong(CopiedObjects::sentBytes).sum(),
                records,
                task.warnings(),
                Duration.between(startedAt, Instant.ofEpochMilli(Workflow.currentTimeMillis())));
    }

    private List<CopiedObjects> throughAll(
            CopyRequest request,
            CopyTask task,
            String what,
            Functions.Func4<CopyActivities, CopyTask, Integer, Integer, CopiedObjects> work) {
        step = what;
        done = 0;
        say(request, task.setId());
        int each = Math.max(1, (task.objects() + MOST_RANGES - 1) / MOST_RANGES);
        List<Functions.Func<CopiedObjects>> ranges = new ArrayList<>();
        for (int first = 0; first < task.objects(); first += each) {
            int from = first;
            int to = Math.min(task.objects(), first + each);
            CopyActivities transfer = ActivityPolicies.named(
                    CopyActivities.class,
                    ActivityPolicies.LONG_TRANSFER,
                    what + ": objects " + from + " to " + (to - 1));
            ranges.add(() -> {
                CopiedObjects result = work.apply(transfer, task, from, to);
                done += result.objects();
                say(request, task.setId());
                return result;
            });
        }
        return Parallel.run(ranges, request.runbook().archive().parallelism());
    }

    private void say(CopyRequest request, String set) {
        Workflow.setCurrentDetails("- **step**: " + step + "\n- **set**: " + set + "\n- **to**: " + request.to()
                + "\n- **objects**: " + done + " of " + objects);
    }
}
