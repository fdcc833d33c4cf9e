package dev.lifeboat.worker;

import dev.lifeboat.activity.LogMarks;
import io.temporal.activity.ActivityExecutionContext;
import io.temporal.common.interceptors.ActivityInboundCallsInterceptor;
import io.temporal.common.interceptors.ActivityInboundCallsInterceptorBase;
import io.temporal.common.interceptors.WorkerInterceptorBase;
import io.temporal.common.interceptors.WorkflowInboundCallsInterceptor;
import io.temporal.common.interceptors.WorkflowInboundCallsInterceptorBase;
import io.temporal.common.interceptors.WorkflowOutboundCallsInterceptor;
import io.temporal.common.interceptors.WorkflowOutboundCallsInterceptorBase;
import io.temporal.workflow.Workflow;

/** Marks the lines of workflows and activities with the run that they work for and, inside a phase, the phase. */
final class LogMarking extends WorkerInterceptorBase {
    /** Each thread of a workflow is marked as it begins. The SDK clears the marks at its end, with its own. */
    @Override
    public WorkflowInboundCallsInterceptor interceptWorkflow(WorkflowInboundCallsInterceptor next) {
        return new WorkflowInboundCallsInterceptorBase(next) {
            private String workflow = "";

            /** On the thread that makes the workflow's object, before it is made. */
            @Override
            public void init(WorkflowOutboundCallsInterceptor outbound) {
                workflow = Workflow.getInfo().getWorkflowId();
                LogMarks.set(workflow);
                super.init(new WorkflowOutboundCallsInterceptorBase(outbound) {
                    @Override
                    public Object newChildThread(Runnable work, boolean detached, String name) {
                        return super.newChildThread(marked(work), detached, name);
                    }
                });
            }

            @Override
            public Object newWorkflowMethodThread(Runnable work, String name) {
                return super.newWorkflowMethodThread(marked(work), name);
            }

            @Override
            public Object newCallbackThread(Runnable work, String name) {
                return super.newCallbackThread(marked(work), name);
            }

            private Runnable marked(Runnable work) {
                return () -> {
                    LogMarks.set(workflow);
                    work.run();
                };
            }
        };
    }

    /** The marks stay: the SDK tells of a failed activity after its end, and the thread's next activity has its own. */
    @Override
    public ActivityInboundCallsInterceptor interceptActivity(ActivityInboundCallsInterceptor next) {
        return new ActivityInboundCallsInterceptorBase(next) {
            @Override
            public void init(ActivityExecutionContext context) {
                LogMarks.set(String.valueOf(context.getInfo().getWorkflowId()));
                super.init(context);
            }
        };
    }
}
