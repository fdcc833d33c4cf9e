package dev.lifeboat.drill;

import dev.lifeboat.audit.AuditEvents;
import dev.lifeboat.audit.Auditing;
import dev.lifeboat.error.ErrorCategory;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.Failures;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.flow.ActivityPolicies;
import dev.lifeboat.flow.Parallel;
import dev.lifeboat.flow.SearchKeys;
import dev.lifeboat.notice.Notices;
import dev.lifeboat.report.Reporting;
import dev.lifeboat.set.Vault;
import io.temporal.failure.ChildWorkflowFailure;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.ChildWorkflowCancellationType;
import io.temporal.workflow.ChildWorkflowOptions;
import io.temporal.workflow.Functions;
import io.temporal.workflow.Workflow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lists the sets, then tries a few side by side until the newest green one is known. */
public final class BisectWorkflowImpl implements BisectWorkflow {
    private static final String KIND = "bisect";
    /** Beside what is wrong with its bytes: it is gone by now, its rows are refused, its definitions cannot be made. */
    private static final List<ErrorCode> OF_ONE_SET = List.of(
            ErrorCode.NO_SUCH_SET,
            ErrorCode.GATE_FAILED,
            ErrorCode.STATEMENT_FAILED,
            ErrorCode.TARGET_UNSUITABLE,
            ErrorCode.ROW_TOO_LARGE);

    private final BisectActivities activities =
            Workflow.newActivityStub(BisectActivities.class, ActivityPolicies.SHORT);
    private final String runId = Workflow.getInfo().getWorkflowId();
    private final Instant startedAt = now();
    private final List<Probed> probed = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private List<BisectSet> sets = List.of();
    private String gate = "";
    private String step = "listing the sets";
    private int newestGreen = -1;
    private int assumed;

    @Override
    public BisectReport bisect(BisectRequest request) {
        gate = request.gate();
        Notices notices = Notices.of(request.runbook(), runId);
        Auditing auditing = Auditing.of(request.runbook(), notices);
        Workflow.upsertTypedSearchAttributes(
                SearchKeys.KIND.valueSet(KIND),
                SearchKeys.RUNBOOK.valueSet(request.runbook().name()),
                SearchKeys.DRILL.valueSet("true"));
        String what = "the last set with a green gate " + gate;
        try {
            auditing.record(AuditEvents.begun(KIND, runId, what, "throw-away databases", request.startedBy()));
            publish();
            sets = activities.sets(request);
            search(request);
            step = newestGreen >= 0
                    ? "found"
                    : progress().toldNothing() ? "no set could be asked" : "in no set that was tried is the gate green";
            publish();
            auditing.record(AuditEvents.ended(
                    KIND, runId, newestGreen < 0 ? what : sets.get(newestGreen).set(), step, request.startedBy()));
            report(request, null);
            return progress();
        } catch (RuntimeException e) {
            String why = DrillWorkflowImpl.message(e);
            auditing.record(AuditEvents.failed(KIND, runId, what, why, request.startedBy()));
            // A gate or a set that was mistyped is no search.
            if (!sets.isEmpty()) {
                report(request, why);
            }
            throw e;
        } finally {
            auditing.signEntries(runId);
            auditing.awaitWritten();
            notices.awaitDelivery();
        }
    }

    /** @param error null: it did not fail */
    private void report(BisectRequest request, @Nullable String error) {
        BisectRun run =
                new BisectRun(request.runbook().name(), request.startedBy(), startedAt, now(), progress(), error, null);
        BisectActivities reporting = Workflow.newActivityStub(BisectActivities.class, ActivityPolicies.REPORT);
        Reporting.quietly(() -> reporting.report(Vault.of(request.runbook()), run));
    }

    private static Instant now() {
        return Instant.ofEpochMilli(Workflow.currentTimeMillis());
    }

    private void search(BisectRequest request) {
        BisectSearch search = new BisectSearch(sets.size(), request.parallel(), request.all());
        for (List<Integer> chosen = search.next(); !chosen.isEmpty(); chosen = search.next()) {
            step = "trying "
                    + String.join(
                            ", ",
                            chosen.stream().map(index -> sets.get(index).set()).toList());
            publish();
            List<Functions.Func<Probed>> probes = new ArrayList<>();
            for (int index : chosen) {
                probes.add(() -> probe(request, sets.get(index)));
            }
            List<Probed> results = Parallel.run(probes, request.parallel());
            for (int number = 0; number < chosen.size(); number++) {
                Probed result = results.get(number);
                search.answer(chosen.get(number), result.outcome());
                probed.add(result);
                if (result.outcome() == Probed.Outcome.UNKNOWN) {
                    warnings.add(result.set() + " was passed over: " + result.detail());
                }
            }
            newestGreen = search.newestGreen();
            assumed = search.assumed();
        }
        search.mended()
                .forEach(
                        index -> warnings.add(
                                "the gate was red in " + sets.get(index).set()
                                        + " already, and green again later: what was bad did not stay so, and --all tries every set"));
    }

    /** What speaks of the set tells nothing of its gate; what speaks of anything else would meet the next set as well. */
    private Probed probe(BisectRequest request, BisectSet set) {
        ProbeWorkflow child = Workflow.newChildWorkflowStub(
                ProbeWorkflow.class,
                ChildWorkflowOptions.newBuilder()
                        .setWorkflowId(runId + "/" + set.set().replace('/', '-'))
                        .setStaticSummary("scratch restore of " + set.set())
                        .setCancellationType(ChildWorkflowCancellationType.WAIT_CANCELLATION_COMPLETED)
                        .build());
        try {
            return child.probe(new ProbeRequest(request, set));
        } catch (ChildWorkflowFailure e) {
            LifeboatException known = Failures.find(e);
            if (CancellationScope.current().isCancelRequested() || known == null || !speaksOfTheSet(known.code())) {
                throw e;
            }
            return new Probed(set.set(), Probed.Outcome.UNKNOWN, DrillWorkflowImpl.message(e));
        }
    }

    private static boolean speaksOfTheSet(ErrorCode code) {
        return code.category() == ErrorCategory.INTEGRITY || OF_ONE_SET.contains(code);
    }

    @Override
    public BisectReport progress() {
        return new BisectReport(
                runId,
                gate,
                newestGreen < 0 ? null : sets.get(newestGreen).set(),
                sets.size(),
                assumed,
                probed,
                warnings,
                step);
    }

    private void publish() {
        StringBuilder text =
                new StringBuilder("- **gate**: " + gate + "\n- **step**: " + step + "\n- **sets**: " + sets.size());
        probed.forEach(result -> text.append("\n- ")
                .append(result.set())
                .append(": ")
                .append(result.outcome())
                .append(' ')
                .append(result.detail()));
        Workflow.setCurrentDetails(text.toString());
    }
}
