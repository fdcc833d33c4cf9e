package dev.lifeboat.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;
import io.temporal.activity.ActivityOptions;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.common.RetryOptions;
import io.temporal.failure.ApplicationFailure;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactoryOptions;
import io.temporal.workflow.Async;
import io.temporal.workflow.ChildWorkflowOptions;
import io.temporal.workflow.Promise;
import io.temporal.workflow.SignalMethod;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInit;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Whatever thread a line comes from, its JSON says of which run and phase it is. */
class LogMarkingTest {
    private static final String QUEUE = "marked";
    private static final String RUN = "restore/shop/shop_new";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Captured captured = new Captured();
    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private TestWorkflowEnvironment environment;

    /** What an appender for machines writes. */
    private static final class Captured extends AppenderBase<ILoggingEvent> {
        private final JsonEncoder encoder = new JsonEncoder();
        private final List<byte[]> lines = new CopyOnWriteArrayList<>();

        @Override
        public void start() {
            encoder.setContext(getContext());
            encoder.setWithFormattedMessage(true);
            encoder.start();
            super.start();
        }

        @Override
        protected void append(ILoggingEvent event) {
            lines.add(encoder.encode(event));
        }
    }

    @WorkflowInterface
    public interface Parted {
        @WorkflowMethod(name = "Parted")
        void run(List<String> below);

        @SignalMethod(name = "poke")
        void poke();
    }

    @ActivityInterface
    public interface Work {
        @ActivityMethod(name = "Work")
        void work();
    }

    public static final class PartedImpl implements Parted {
        private static final org.slf4j.Logger LOG = Workflow.getLogger(PartedImpl.class);

        private boolean poked;

        @WorkflowInit
        public PartedImpl(List<String> below) {
            LOG.info("event=made below={}", below.size());
        }

        @Override
        public void run(List<String> below) {
            LOG.info("event=method");
            Async.procedure(() -> LOG.info("event=beside")).get();
            Workflow.await(() -> poked || !below.isEmpty());
            if (below.isEmpty()) {
                Workflow.newActivityStub(
                                Work.class,
                                ActivityOptions.newBuilder()
                                        .setStartToCloseTimeout(Duration.ofMinutes(1))
                                        .setRetryOptions(RetryOptions.newBuilder()
                                                .setMaximumAttempts(1)
                                                .build())
                                        .build())
                        .work();
                return;
            }
            Parted child = Workflow.newChildWorkflowStub(
                    Parted.class,
                    ChildWorkflowOptions.newBuilder()
                            .setWorkflowId(Workflow.getInfo().getWorkflowId() + "/" + below.get(0))
                            .build());
            Promise<Void> done = Async.procedure(child::run, below.subList(1, below.size()));
            Workflow.getWorkflowExecution(child).get();
            child.poke();
            done.get();
        }

        @Override
        public void poke() {
            LOG.info("event=poked");
            poked = true;
        }
    }

    private static final class WorkImpl implements Work {
        @Override
        public void work() {
            LoggerFactory.getLogger(WorkImpl.class).info("event=work");
            throw ApplicationFailure.newNonRetryableFailure("it does not work", "TEST");
        }
    }

    @BeforeEach
    void start() {
        environment = TestWorkflowEnvironment.newInstance(TestEnvironmentOptions.newBuilder()
                .setWorkerFactoryOptions(WorkerFactoryOptions.newBuilder()
                        .setWorkerInterceptors(new LogMarking())
                        .build())
                .build());
        Worker worker = environment.newWorker(QUEUE);
        worker.registerWorkflowImplementationTypes(PartedImpl.class);
        worker.registerActivitiesImplementations(new WorkImpl());
        environment.start();
        captured.setContext(root.getLoggerContext());
        captured.start();
        root.setLevel(Level.INFO);
        root.addAppender(captured);
    }

    @AfterEach
    void stop() {
        root.detachAppender(captured);
        root.setLevel(Level.WARN);
        environment.close();
    }

    @Test
    void linesOfEachThreadNameRunAndPhase() throws Exception {
        WorkflowStub run = environment
                .getWorkflowClient()
                .newUntypedWorkflowStub(
                        "Parted",
                        WorkflowOptions.newBuilder()
                                .setTaskQueue(QUEUE)
                                .setWorkflowId(RUN)
                                .build());
        run.start(List.of("auth", "load-0"));
        assertThatThrownBy(() -> run.getResult(Void.class)).isInstanceOf(WorkflowFailedException.class);

        List<String> told = new ArrayList<>();
        for (JsonNode line : lines()) {
            JsonNode marks = line.path("mdc");
            String workflow = marks.path("WorkflowId").asText();
            if (!workflow.isEmpty()) {
                assertThat(marks.path("run").asText()).as(line.toString()).isEqualTo(RUN);
                assertThat(marks.path("phase").asText())
                        .as(line.toString())
                        .isEqualTo(workflow.equals(RUN) ? "" : "auth");
                told.add(workflow.substring(RUN.length()) + " "
                        + line.path("formattedMessage").asText());
            }
        }
        for (String below : List.of("", "/auth", "/auth/load-0")) {
            assertThat(told)
                    .contains(below + " event=method", below + " event=beside")
                    .anyMatch(line -> line.startsWith(below + " event=made"));
        }
        assertThat(told)
                .contains("/auth/load-0 event=poked", "/auth/load-0 event=work")
                .as("the SDK's own line of the failed activity")
                .anyMatch(line -> line.startsWith("/auth/load-0 ") && line.contains("failure. ActivityId="));
    }

    private List<JsonNode> lines() throws Exception {
        List<JsonNode> lines = new ArrayList<>();
        for (byte[] line : captured.lines) {
            lines.add(JSON.readTree(line));
        }
        assertThat(lines).isNotEmpty();
        return lines;
    }
}
