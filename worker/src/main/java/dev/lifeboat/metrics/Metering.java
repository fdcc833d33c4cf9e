package dev.lifeboat.metrics;

import dev.lifeboat.drill.DrillReport;
import dev.lifeboat.gate.GateResult;
import dev.lifeboat.notice.Notice;
import dev.lifeboat.report.BackupRun;
import dev.lifeboat.report.FailedRun;
import dev.lifeboat.report.ReportLine;
import dev.lifeboat.report.VerifyRun;
import dev.lifeboat.restore.RestoreReport;
import dev.lifeboat.restore.RunTask;
import dev.lifeboat.verify.VerifyAllReport;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.Tag;
import io.temporal.activity.ActivityExecutionContext;
import io.temporal.common.interceptors.ActivityInboundCallsInterceptor;
import io.temporal.common.interceptors.ActivityInboundCallsInterceptorBase;
import io.temporal.common.interceptors.WorkerInterceptorBase;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Counts what passes through a worker's activities: a run that ends hands its report to one of them, a gate its checks. */
public final class Metering extends WorkerInterceptorBase {
    private static final String SUCCEEDED = "succeeded";
    private static final String FAILED = "failed";

    private final MeterRegistry registry;

    public Metering() {
        this(Metrics.globalRegistry);
    }

    Metering(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public ActivityInboundCallsInterceptor interceptActivity(ActivityInboundCallsInterceptor next) {
        return new ActivityInboundCallsInterceptorBase(next) {
            private boolean first;

            @Override
            public void init(ActivityExecutionContext context) {
                first = context.getInfo().getAttempt() <= 1;
                super.init(context);
            }

            @Override
            public ActivityOutput execute(ActivityInput input) {
                try {
                    if (first) {
                        countRuns(input.getArguments());
                    }
                    ActivityOutput output = super.execute(input);
                    countWork(input.getArguments(), output.getResult());
                    return output;
                } catch (RuntimeException e) {
                    countFailure(input.getArguments());
                    throw e;
                }
            }
        };
    }

    /** Once a run, whether its report can be kept or not: the store may be the very reason why it failed. */
    void countRuns(@Nullable Object[] arguments) {
        for (Object argument : arguments) {
            if (argument instanceof BackupRun run) {
                add(Metric.BACKUPS, 1, run.runbook(), run.mode().wireName(), run.backup() == null ? FAILED : SUCCEEDED);
            } else if (argument instanceof VerifyRun run) {
                add(Metric.VERIFICATIONS, 1, run.runbook(), run.verification() == null ? FAILED : SUCCEEDED);
            } else if (argument instanceof VerifyAllReport all) {
                int failed = all.failed().size();
                add(Metric.VERIFICATIONS, all.sets().size() - failed, all.runbook(), SUCCEEDED);
                add(Metric.VERIFICATIONS, failed, all.runbook(), FAILED);
            } else if (argument instanceof DrillReport drill && drill.signOff().isEmpty()) {
                add(
                        Metric.DRILLS,
                        1,
                        ReportLine.runbookOf(drill.runId()),
                        drill.name(),
                        drill.proven() ? SUCCEEDED : FAILED);
            } else if (argument instanceof RestoreReport restore && !restore.drill()) {
                add(
                        Metric.RESTORES,
                        1,
                        restore.runbook(),
                        restore.outcome().name().toLowerCase(Locale.ROOT));
            } else if (argument instanceof FailedRun run && run.kind().equals("restore")) {
                add(Metric.RESTORES, 1, run.runbook(), FAILED);
            }
        }
    }

    void countWork(@Nullable Object[] arguments, @Nullable Object result) {
        for (Object argument : arguments) {
            if (argument instanceof Notice notice) {
                add(Metric.NOTICES, 1, notice.runbook(), SUCCEEDED);
            } else if (argument instanceof RunTask task && result instanceof GateResult gate) {
                String runbook = task.vault().runbook();
                add(Metric.GATE_CHECKS, gate.total() - gate.failed(), runbook, gate.phase(), "passed");
                add(Metric.GATE_CHECKS, gate.failed(), runbook, gate.phase(), FAILED);
            }
        }
    }

    private void countFailure(@Nullable Object[] arguments) {
        Stream.of(arguments)
                .filter(Notice.class::isInstance)
                .map(Notice.class::cast)
                .forEach(notice -> add(Metric.NOTICES, 1, notice.runbook(), FAILED));
    }

    private void add(Metric metric, double amount, String... labels) {
        List<Tag> tags = new ArrayList<>();
        for (int index = 0; index < labels.length; index++) {
            tags.add(Tag.of(metric.labels().get(index), labels[index]));
        }
        Counter.builder(metric.text())
                .description(metric.help())
                .tags(tags)
                .register(registry)
                .increment(amount);
    }
}
