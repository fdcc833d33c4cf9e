package dev.lifeboat.audit;

import dev.lifeboat.runbook.Runbook;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/** Examines the log and the chain of sets, and signs how far they reach. Workflow id: {@code audit/<runbook>/<time>}. */
@WorkflowInterface
public interface AuditWorkflow {
    /** Fails with CHAIN_BROKEN or AUDIT_BROKEN when something was tampered with; whatever was found is told. */
    @WorkflowMethod(name = "VerifyAudit")
    AuditReport verify(Runbook runbook);
}
