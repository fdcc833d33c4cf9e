package dev.lifeboat.drill;

import dev.lifeboat.flow.ActivityPolicies;
import dev.lifeboat.flow.SearchKeys;
import dev.lifeboat.runbook.Phase;
import dev.lifeboat.runbook.Runbook;
import io.temporal.workflow.Workflow;
import java.time.Instant;
import java.util.List;

/** Provide, restore without the runbook's own checks, ask the gate, and always destroy. */
public final class ProbeWorkflowImpl implements ProbeWorkflow {
    private final DrillActivities drills = Workflow.newActivityStub(DrillActivities.class, ActivityPolicies.SHORT);

    @Override
    public Probed probe(ProbeRequest request) {
        String execution =
                Workflow.getInfo().getWorkflowId() + "/" + Workflow.getInfo().getRunId();
        BisectRequest search = request.search();
        Workflow.upsertTypedSearchAttributes(
                SearchKeys.KIND.valueSet("probe"),
                SearchKeys.RUNBOOK.valueSet(search.runbook().name()),
                SearchKeys.DRILL.valueSet("true"));
        DrillRequest drill = new DrillRequest(
                withoutChecks(search.runbook()),
                search.runbookSha256(),
                request.set().set(),
                "bisect",
                search.startedBy(),
                "looking for the last set with a green gate " + search.gate(),
                request.set().manifestSha256(),
                DrillOptions.NONE);
        PeoplesTime people = new PeoplesTime(Instant.ofEpochMilli(Workflow.currentTimeMillis()));
        ThrowAway copy = null;
        try {
            copy = drills.provide(drill, execution);
            new DrillRestore(drill, copy, people).run();
            return Workflow.newActivityStub(
                            BisectActivities.class,
                            ActivityPolicies.on(
                                    copy.queue(), ActivityPolicies.within(DrillTimes.ASKING, ActivityPolicies.SHORT)))
                    .ask(request, copy);
        } finally {
            DrillRestore.destroy(drill, execution, copy);
        }
    }

    /** A red one of them would end the restore before the one that is asked for is reached. */
    private static Runbook withoutChecks(Runbook runbook) {
        List<Phase> phases = runbook.phases().stream()
                .map(phase -> new Phase(
                        phase.name(), phase.within(), phase.tables(), phase.writes(), List.of(), phase.approval()))
                .toList();
        return runbook.withPhases(phases);
    }
}
