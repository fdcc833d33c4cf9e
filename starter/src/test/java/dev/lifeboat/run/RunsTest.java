package dev.lifeboat.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lifeboat.engine.FolderLock;
import dev.lifeboat.restore.RestoreProgress;
import dev.lifeboat.restore.Waiting;
import dev.lifeboat.session.Session;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactory;
import io.temporal.workflow.QueryMethod;
import io.temporal.workflow.SignalMethod;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people read of a run that did not come to its own end: repairs, roll-backs and drills never say that they failed. */
class RunsTest {
    private static final String QUEUE = "somebody";
    private static final String REPAIR = "repair/shop/shop_new";

    @TempDir
    Path state;

    private Session session;
    private FolderLock somebody;
    private WorkerFactory workers;

    @BeforeEach
    void start() throws Exception {
        session = Session.open("memory", 0, Map.of("LIFEBOAT_HOME", state.toString()));
        somebody = FolderLock.tryExclusive(
                Files.createDirectories(state.resolve("queues")).resolve(QUEUE + ".lock"));
        workers = WorkerFactory.newInstance(session.client());
        Worker worker = workers.newWorker(QUEUE);
        worker.registerWorkflowImplementationTypes(AskingImpl.class);
        workers.start();
    }

    @AfterEach
    void stop() {
        workers.shutdownNow();
        workers.awaitTermination(10, TimeUnit.SECONDS);
        somebody.close();
        session.close();
    }

    @Test
    void expectsNothingOfARunThatWasTerminated() {
        WorkflowStub run = asking();
        Runs runs = new Runs(session);
        RestoreProgress before = runs.progress(REPAIR);
        assertThat(before.failed()).isFalse();
        assertThat(before.waiting()).isNotNull();
        assertThat(runs.describe(REPAIR).failed()).isFalse();

        run.terminate("by a person, in Temporal's UI");
        RestoreProgress after = runs.progress(REPAIR);
        assertThat(after.failed()).isTrue();
        assertThat(after.waiting()).isNull();
        assertThat(after.step()).isEqualTo("terminated; the last step: waiting for a decision");
        assertThat(runs.describe(REPAIR).failed()).isTrue();
    }

    @Test
    void keepsWhatARunThatIsDoneSaid() throws Exception {
        WorkflowStub run = asking();
        run.signal("decide");
        run.getResult(20, TimeUnit.SECONDS, String.class);
        RestoreProgress done = new Runs(session).progress(REPAIR);
        assertThat(done.failed()).isFalse();
        assertThat(done.step()).isEqualTo("COMPLETED");
        assertThat(new Runs(session).describe(REPAIR).failed()).isFalse();
    }

    private WorkflowStub asking() {
        WorkflowStub run = session.client()
                .newUntypedWorkflowStub(
                        "Asking",
                        WorkflowOptions.newBuilder()
                                .setTaskQueue(QUEUE)
                                .setWorkflowId(REPAIR)
                                .setWorkflowExecutionTimeout(Duration.ofMinutes(5))
                                .build());
        run.start();
        return run;
    }

    @WorkflowInterface
    public interface Asking {
        @WorkflowMethod
        String run();

        @SignalMethod
        void decide();

        @QueryMethod
        RestoreProgress progress();
    }

    public static final class AskingImpl implements Asking {
        private boolean decided;

        @Override
        public String run() {
            Workflow.await(() -> decided);
            return "done";
        }

        @Override
        public void decide() {
            decided = true;
        }

        @Override
        public RestoreProgress progress() {
            Waiting waiting = new Waiting(
                    REPAIR, "repair", "repair", "rows", true, "e1", "n1", 1, Instant.EPOCH, List.of(), null);
            return new RestoreProgress(
                    REPAIR,
                    decided ? "COMPLETED" : "waiting for a decision",
                    "daily/1",
                    "shop_new",
                    false,
                    Instant.EPOCH,
                    decided ? null : waiting);
        }
    }
}
