package dev.lifeboat.cli;

import dev.lifeboat.dashboard.Overview;
import dev.lifeboat.decision.DecisionReceipt;
import dev.lifeboat.decision.Verb;
import dev.lifeboat.restore.RestoreProgress;
import dev.lifeboat.restore.Waiting;
import dev.lifeboat.run.RunLine;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where status and decide look: Temporal itself, or the API of a {@code lifeboat serve}. */
interface RunSource extends AutoCloseable {
    /** The API where LIFEBOAT_API and LIFEBOAT_TOKEN are set, else Temporal. */
    static RunSource open(EngineOption engine) {
        String url = System.getenv("LIFEBOAT_API");
        String token = System.getenv("LIFEBOAT_TOKEN");
        return url != null && token != null ? new ApiRuns(url, token) : new EngineRuns(engine.open());
    }

    /** The restores that run, rehearsals left out. */
    List<RunLine> openRestores();

    /** The latest runs of every kind, newest first. */
    List<RunLine> recent();

    /** Any run in a line; throws NO_SUCH_RUN. */
    RunLine describe(String run);

    /** Where a restore stands; throws NO_SUCH_RUN. */
    RestoreProgress progress(String run);

    /** How things stand with what the source, or else this runbook, is about; throws NO_SUCH_RUN where there is neither. */
    Overview overview(RunbookOption runbook);

    /** Decides; throws DECISION_REJECTED, FORBIDDEN. */
    DecisionReceipt decide(
            RestoreProgress progress, Waiting waiting, Verb verb, @Nullable String reason, @Nullable String target);

    @Override
    void close();
}
