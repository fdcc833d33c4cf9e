package dev.lifeboat.restore;

import dev.lifeboat.decision.Decision;
import dev.lifeboat.decision.DecisionReceipt;
import io.temporal.workflow.QueryMethod;
import io.temporal.workflow.SignalMethod;
import io.temporal.workflow.UpdateMethod;
import io.temporal.workflow.UpdateValidatorMethod;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/** One phase: load, read back, build, gate, decision "open", opening, service gate, decision "accept". */
@WorkflowInterface
public interface PhaseWorkflow {
    @WorkflowMethod(name = "Phase")
    PhaseReport run(PhaseRequest request);

    /** A person's decision. Rejected without a trace in history unless state, evidence, nonce, person and token fit. */
    @UpdateMethod(name = "decide", description = "approve, retry, waive, hold or abort this phase's gate")
    DecisionReceipt decide(Decision decision);

    @UpdateValidatorMethod(updateName = "decide")
    void validateDecision(Decision decision);

    /** The same decision from the Temporal UI; ignored where the validator would reject it or direct decisions are off. */
    @SignalMethod(name = "decide-direct", description = "a decision without a token, recorded as unauthenticated")
    void decideDirect(Decision decision);

    /** From the restore: the phase before this one is accepted. */
    @SignalMethod(name = "go-on")
    void goOn();

    /** From the first batch of loads, while it goes on: what is in of it. */
    @SignalMethod(name = "loaded")
    void loaded(LoadReceipt soFar);

    @QueryMethod(name = "progress")
    PhaseProgress progress();
}
