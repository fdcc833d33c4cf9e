package dev.lifeboat.cli;

import dev.lifeboat.dashboard.Overview;
import dev.lifeboat.decision.DecisionReceipt;
import dev.lifeboat.decision.Verb;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.restore.RestoreProgress;
import dev.lifeboat.restore.Waiting;
import dev.lifeboat.run.RunLine;
import dev.lifeboat.run.Runs;
import dev.lifeboat.session.Session;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Runs as Temporal tells them; decisions without a token. */
final class EngineRuns implements RunSource {
    private final Session session;
    private final Runs runs;

    EngineRuns(Session session) {
        this.session = session;
        this.runs = new Runs(session);
    }

    @Override
    public List<RunLine> openRestores() {
        return runs.openRestores();
    }

    @Override
    public List<RunLine> recent() {
        return runs.recent();
    }

    @Override
    public RunLine describe(String run) {
        return runs.describe(run);
    }

    @Override
    public RestoreProgress progress(String run) {
        return runs.progress(run);
    }

    @Override
    public Overview overview(RunbookOption runbook) {
        if (!runbook.isThere()) {
            throw new LifeboatException(
                    ErrorCode.NO_SUCH_RUN, "no restore is running, and there is no runbook here: name one with -r");
        }
        return runbook.overview();
    }

    @Override
    public DecisionReceipt decide(
            RestoreProgress progress, Waiting waiting, Verb verb, @Nullable String reason, @Nullable String target) {
        return RestoreRun.decide(session, progress, waiting, verb, reason, target);
    }

    @Override
    public void close() {
        session.close();
    }
}
