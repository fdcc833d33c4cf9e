package dev.lifeboat.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityOptions;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowOptions;
import io.temporal.common.RetryOptions;
import io.temporal.failure.ApplicationFailure;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.worker.Worker;
import io.temporal.workflow.ChildWorkflowOptions;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What people read while something fails again and again, and the run itself says nothing yet. */
class RetriesTest {
    private static final String QUEUE = "retries";

    private final TestWorkflowEnvironment environment = TestWorkflowEnvironment.newInstance();

    @BeforeEach
    void start() {
        Worker worker = environment.newWorker(QUEUE);
        worker.registerWorkflowImplementationTypes(OuterImpl.class, InnerImpl.class);
        worker.registerActivitiesImplementations(new DeniedImpl());
        environment.start();
    }

    @AfterEach
    void close() {
        environment.close();
    }

    @Test
    void saysWhatIsTriedAgainAndWhichTryFailedAlsoInsideAPhase() throws InterruptedException {
        WorkflowClient client = environment.getWorkflowClient();
        Outer outer = client.newWorkflowStub(
                Outer.class,
                WorkflowOptions.newBuilder()
                        .setTaskQueue(QUEUE)
                        .setWorkflowId("restore/shop/shop_new")
                        .build());
        WorkflowClient.start(outer::run);
        Instant deadline = Instant.now().plusSeconds(20);
        List<String> lines = List.of();
        while (lines.isEmpty() && Instant.now().isBefore(deadline)) {
            TimeUnit.MILLISECONDS.sleep(50);
            lines = Retries.of(client, "restore/shop/shop_new");
        }
        assertThat(lines)
                .singleElement()
                .asString()
                .matches("Load, try [1-6] of 6 failed: TARGET_UNREACHABLE: password authentication failed");
    }

    /** A run with another inside it, as a restore has its phases. */
    @WorkflowInterface
    public interface Outer {
        @WorkflowMethod
        void run();
    }

    public static final class OuterImpl implements Outer {
        @Override
        public void run() {
            Workflow.newChildWorkflowStub(
                            Inner.class,
                            ChildWorkflowOptions.newBuilder()
                                    .setWorkflowId("restore/shop/shop_new/auth")
                                    .build())
                    .phase();
        }
    }

    @WorkflowInterface
    public interface Inner {
        @WorkflowMethod
        void phase();
    }

    public static final class InnerImpl implements Inner {
        @Override
        public void phase() {
            Workflow.newActivityStub(
                            Denied.class,
                            ActivityOptions.newBuilder()
                                    .setStartToCloseTimeout(Duration.ofMinutes(1))
                                    .setRetryOptions(RetryOptions.newBuilder()
                                            .setInitialInterval(Duration.ofHours(1))
                                            .setMaximumAttempts(6)
                                            .build())
                                    .build())
                    .load();
        }
    }

    @ActivityInterface
    public interface Denied {
        void load();
    }

    public static final class DeniedImpl implements Denied {
        @Override
        public void load() {
            throw ApplicationFailure.newFailure("password authentication failed", "TARGET_UNREACHABLE");
        }
    }
}
