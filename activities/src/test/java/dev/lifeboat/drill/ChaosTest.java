package dev.lifeboat.drill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lifeboat.flow.ActivityPolicies;
import dev.lifeboat.postgres.ClientTools;
import dev.lifeboat.postgres.PostgresConnector;
import dev.lifeboat.secret.Secrets;
import dev.lifeboat.set.DatabaseRef;
import io.temporal.activity.ActivityInterface;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactoryOptions;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** No worker kills itself unless it says so, something starts it again, and it works on nothing real. */
@Timeout(60)
class ChaosTest {
    private static final String QUEUE = "drills";
    private static final String COPY = "lifeboat_drill_0123456789abcdef";
    private static final ThrowAway TARGET = new ThrowAway(DatabaseRef.of("env:NOWHERE"), COPY, false, null);

    @TempDir
    Path folder;

    private final RealWork work = new RealWork();
    private final AtomicInteger killed = new AtomicInteger();
    private final Standing standing = new Standing();
    private final TestWorkflowEnvironment engine =
            TestWorkflowEnvironment.newInstance(TestEnvironmentOptions.newBuilder()
                    .setWorkerFactoryOptions(WorkerFactoryOptions.newBuilder()
                            .setWorkerInterceptors(work)
                            .build())
                    .build());

    /** Some run's activity. */
    @ActivityInterface
    public interface Loading {
        void load();
    }

    /** Does not end before it is let. */
    private static final class Standing implements Loading {
        private final CountDownLatch begun = new CountDownLatch(1);
        private final CountDownLatch mayEnd = new CountDownLatch(1);

        @Override
        public void load() {
            begun.countDown();
            await(mayEnd);
        }
    }

    /** A run that loads something. */
    @WorkflowInterface
    public interface Loads {
        @WorkflowMethod
        void run();
    }

    /** A drill in its middle. */
    @WorkflowInterface
    public interface Kills {
        @WorkflowMethod
        String run();
    }

    public static final class LoadsImpl implements Loads {
        @Override
        public void run() {
            Workflow.newActivityStub(Loading.class, ActivityPolicies.SHORT).load();
        }
    }

    public static final class KillsImpl implements Kills {
        @Override
        public String run() {
            return Workflow.newActivityStub(DrillActivities.class, ActivityPolicies.KILLING)
                    .killWorker(TARGET);
        }
    }

    @AfterEach
    void close() {
        standing.mayEnd.countDown();
        engine.close();
        assertThat(killed).as("workers killed").hasValue(0);
    }

    @Test
    void killsNoWorkerThatDidNotConsent() {
        assertThat(kill("", true)).isEqualTo("no worker was killed: LIFEBOAT_CHAOS=allowed is not set on it");
    }

    @Test
    void takesNoOtherWordForConsent() {
        assertThat(kill("yes", true)).contains("is not set on it");
    }

    @Test
    void killsNoCommandWithWhichTheDrillWouldEnd() {
        assertThat(kill("allowed", false))
                .isEqualTo("no worker was killed: it is a command's own, and goes with it; take `lifeboat worker`");
    }

    /** V2: whatever the engine knows of it by then. */
    @Test
    void killsNoWorkerThatWorksOnARealRecovery() {
        assertThat(killBeside("restore/shop/shop_new/auth/load-0"))
                .isEqualTo("no worker was killed: restore/shop/shop_new/auth/load-0 goes on");
    }

    @Test
    void killsNoWorkerWithTheSnapshotOfABackup() {
        assertThat(killBeside("backup/shop/daily-2026-11-22T04-00-00"))
                .isEqualTo("no worker was killed: backup/shop/daily-2026-11-22T04-00-00 goes on");
    }

    /** What the drill itself restores is there to be cut off; the in-memory engine knows no list of runs, so it stays alive. */
    @Test
    void takesADrillsOwnRestoreForNoRealOne() {
        assertThat(killBeside("restore/shop/" + COPY + "/auth/load-0"))
                .isEqualTo("no worker was killed: the engine does not say whether a recovery goes on");
    }

    @Test
    void tellsRealWorkByItsRun() {
        assertThat(List.of("restore/shop/shop", "repair/shop/shop/auth", "rollback/shop/shop", "backup/shop/daily-1"))
                .allMatch(RealWork::isReal);
        assertThat(RealWork.isReal("restore/shop/lifeboat_drill_of_my_own"))
                .as("no drill is called so")
                .isTrue();
        assertThat(List.of(
                        "drill/shop/weekly", "restore/shop/" + COPY, "restore/shop/" + COPY + "/auth", "verify/shop/x"))
                .noneMatch(RealWork::isReal);
    }

    @Test
    void letsNoRealWorkBeginInTheMomentOfTheKill() throws Exception {
        Thread recovery = new Thread(() -> work.begin("restore/shop/shop_new"));
        String hindrance = work.unlessUnderWay(() -> {
            recovery.start();
            while (recovery.getState() != Thread.State.BLOCKED) {
                Thread.onSpinWait();
            }
        });
        assertThat(hindrance).isNull();
        recovery.join();
        assertThat(work.unlessUnderWay(killed::incrementAndGet)).isEqualTo("restore/shop/shop_new");
        work.end("restore/shop/shop_new");
        assertThat(work.unlessUnderWay(() -> {})).isNull();
    }

    private String kill(String consent, boolean stands) {
        serve(consent, stands);
        return kill();
    }

    /** While an activity of that run is under way. */
    private String killBeside(String run) {
        serve("allowed", true);
        WorkflowStub other = engine.getWorkflowClient().newUntypedWorkflowStub("Loads", options(run));
        other.start();
        await(standing.begun);
        String said = kill();
        standing.mayEnd.countDown();
        other.getResult(Void.class);
        return said;
    }

    private void serve(String consent, boolean stands) {
        Secrets secrets = new Secrets(Map.of());
        Worker worker = engine.newWorker(QUEUE);
        worker.registerWorkflowImplementationTypes(LoadsImpl.class, KillsImpl.class);
        worker.registerActivitiesImplementations(
                standing,
                new DrillActivitiesImpl(
                        secrets,
                        new PostgresConnector(secrets),
                        new ClientTools(Map.of()),
                        folder,
                        Clock.systemUTC(),
                        new Chaos(consent, stands, work, target -> 1, killed::incrementAndGet),
                        null));
        engine.start();
    }

    private String kill() {
        return engine.getWorkflowClient()
                .newWorkflowStub(Kills.class, options("drill/shop/weekly"))
                .run();
    }

    private static WorkflowOptions options(String run) {
        return WorkflowOptions.newBuilder()
                .setTaskQueue(QUEUE)
                .setWorkflowId(run)
                .build();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
