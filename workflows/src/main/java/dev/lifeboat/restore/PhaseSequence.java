package dev.lifeboat.restore;

import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.Failures;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.flow.RunIds;
import dev.lifeboat.runbook.Approval;
import dev.lifeboat.runbook.Phase;
import io.temporal.failure.ApplicationFailure;
import io.temporal.workflow.Async;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.ChildWorkflowCancellationType;
import io.temporal.workflow.ChildWorkflowOptions;
import io.temporal.workflow.Promise;
import io.temporal.workflow.Workflow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.slf4j.Logger;

/**
 * The phases of a restore, one after the other; but the rows of the next one are loaded while a phase is built,
 * examined and decided on, and stay closed whatever is decided. Never more than the next one: its loads share the
 * target's connections and memory, and the workers' slots, with the phase whose turn it is.
 */
final class PhaseSequence {
    private static final Logger LOG = Workflow.getLogger(PhaseSequence.class);

    private final RestoreRequest request;
    private final RunTask run;
    private final List<String> opened;
    private final Instant firstBegunAt;
    private final Predicate<String> leavesRoom;
    private final List<Started> children = new ArrayList<>();

    /** A phase that runs, or has ended. */
    private record Started(PhaseWorkflow phase, Promise<PhaseReport> report, CancellationScope scope) {}

    /**
     * @param opened phases that an earlier run opened
     * @param firstBegunAt when people began to wait: budgets count from here
     * @param leavesRoom whether a phase that was started is so far that the next one may load its rows
     */
    PhaseSequence(
            RestoreRequest request,
            RunTask run,
            List<String> opened,
            Instant firstBegunAt,
            Predicate<String> leavesRoom) {
        this.request = request;
        this.run = run;
        this.opened = List.copyOf(opened);
        this.firstBegunAt = firstBegunAt;
        this.leavesRoom = leavesRoom;
    }

    /** Told of what happens to phases. */
    interface Watcher {
        /** It is this phase's turn. */
        void turn(PhasePlan phase);

        /** This phase, whose turn has not come, has failed; its failure ends the run when it has. */
        void failedAhead(PhasePlan phase, RuntimeException failure);

        /** This phase has ended. */
        void ended(PhasePlan phase, PhaseReport report);
    }

    /**
     * Runs the phases. False: one was aborted. Throws GATE_FAILED where a drill's gate was red. When one is aborted, fails or is cancelled, those behind it are cancelled,
     * and have ended when this returns.
     */
    boolean run(List<PhasePlan> plans, Watcher watcher) {
        try {
            for (int current = 0; current < plans.size(); current++) {
                watcher.turn(plans.get(current));
                if (current < children.size()) {
                    goOn(children.get(current));
                } else {
                    start(plans.get(current), false);
                }
                Promise<PhaseReport> report = children.get(current).report();
                int next = current + 1;
                if (next == children.size() && next < plans.size()) {
                    Workflow.await(() -> report.isCompleted()
                            || leavesRoom.test(plans.get(next - 1).name()));
                    if (!report.isCompleted()) {
                        start(plans.get(next), true);
                    }
                }
                if (next < children.size()) {
                    Promise<PhaseReport> ahead = children.get(next).report();
                    Workflow.await(() -> report.isCompleted() || ahead.isCompleted());
                    RuntimeException failure = report.isCompleted() ? null : ahead.getFailure();
                    if (failure != null) {
                        watcher.failedAhead(plans.get(next), failure);
                    }
                }
                watcher.ended(plans.get(current), report.get());
                String red = request.drill() ? report.get().redGate() : null;
                if (red != null) {
                    throw Failures.toFailure(new LifeboatException(ErrorCode.GATE_FAILED, red));
                }
                if (report.get().aborted()) {
                    return false;
                }
            }
            return true;
        } finally {
            end();
        }
    }

    private void start(PhasePlan plan, boolean ahead) {
        PhaseWorkflow child = Workflow.newChildWorkflowStub(
                PhaseWorkflow.class,
                ChildWorkflowOptions.newBuilder()
                        .setWorkflowId(RunIds.phase(run.runId(), plan.name()))
                        .setStaticSummary((request.drill() ? "drill: " : "") + "phase " + plan.name())
                        .setStaticDetails("tables: " + String.join(", ", plan.tables()))
                        .setCancellationType(ChildWorkflowCancellationType.WAIT_CANCELLATION_COMPLETED)
                        .build());
        PhaseRequest task = new PhaseRequest(
                run,
                phase(plan.name()),
                plan,
                opened.contains(plan.name()),
                ahead,
                request.runbook().archive().parallelism(),
                request.autoApprove(),
                request.startedBy(),
                request.deciderKeys(),
                request.directDecisions(),
                request.drill(),
                firstBegunAt,
                request.runbook().people(),
                request.runbook().notifications());
        List<Promise<PhaseReport>> report = new ArrayList<>();
        CancellationScope scope = Workflow.newCancellationScope(() -> report.add(Async.function(child::run, task)));
        scope.run();
        children.add(new Started(child, report.get(0), scope));
        // A signal finds a phase only once it runs.
        Workflow.getWorkflowExecution(child).get();
    }

    /** One that failed ahead says so when it is asked for its report, which comes next. */
    private static void goOn(Started next) {
        if (next.report().isCompleted()) {
            return;
        }
        try {
            next.phase().goOn();
        } catch (ApplicationFailure e) {
            // What the SDK makes of a signal that finds nobody.
            LOG.info("event=phase-ended-ahead");
        }
    }

    private void end() {
        children.stream().filter(child -> !child.report().isCompleted()).forEach(child -> child.scope()
                .cancel());
        Workflow.newDetachedCancellationScope(() -> Workflow.await(
                        () -> children.stream().allMatch(child -> child.report().isCompleted())))
                .run();
    }

    private Phase phase(String name) {
        return request.runbook().phases().stream()
                .filter(phase -> phase.name().equals(name))
                .findFirst()
                .orElseGet(() -> new Phase(name, null, List.of(), List.of(), List.of(), Approval.DEFAULT));
    }
}
