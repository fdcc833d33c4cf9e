package dev.lifeboat.fake;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.lifeboat.flow.SearchKeys;
import dev.lifeboat.flow.TaskQueues;
import dev.lifeboat.flow.Workflows;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.enums.v1.IndexedValueType;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.history.v1.StartChildWorkflowExecutionInitiatedEventAttributes;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.common.converter.DataConverter;
import io.temporal.common.converter.DefaultDataConverter;
import io.temporal.common.converter.JacksonJsonPayloadConverter;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactoryOptions;
import io.temporal.worker.WorkerOptions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * The workflows on the in-memory server with fakes around them. By default the worker remembers nothing between two tasks, so
 * that every task replays the whole history: what is not deterministic cannot hide. Closing it fails the test if a fake was
 * asked what it must never be asked.
 */
public final class Rig implements AutoCloseable {
    /** Of a second worker, as a machine has it. */
    public static final String OWN_QUEUE = TaskQueues.LIFEBOAT + "@machine";

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int FORGETFUL = 0;
    private static final int REMEMBERING = 100;

    public final Journal journal = new Journal();
    public final Script script = new Script();
    public final FakeTarget target = new FakeTarget(journal);
    public final FakeRestore restore = new FakeRestore(journal, script, target);
    public final FakeGates gates = new FakeGates(journal, script, target);
    public final FakeRepair repair = new FakeRepair(journal, script);
    public final FakeRollback rollback = new FakeRollback(journal, script);
    public final FakeNotices notices = new FakeNotices(journal, script);
    public final FakeSnapshots snapshots = new FakeSnapshots(journal, script);
    public final FakeBackups backups = new FakeBackups(journal, script, snapshots);
    public final FakeCopies copies = new FakeCopies(journal, script);
    public final FakeVerification verification = new FakeVerification(journal, script);
    public final FakeDrills drills = new FakeDrills(journal, script, target);
    public final FakeBisects bisects = new FakeBisects(journal, script);
    public final FakeAudit audit = new FakeAudit(journal, script);

    public final FakeRetention retention = new FakeRetention(journal, script);
    public final FakeKeptSets keptSets = new FakeKeptSets(journal, script);
    public final FakeHealth health = new FakeHealth(journal, script);
    public final FakeReports reports = new FakeReports(script);

    private final TestWorkflowEnvironment environment;

    private Rig(int cache) {
        environment = environment(cache);
        WorkerOptions options = WorkerOptions.newBuilder()
                .setMaxHeartbeatThrottleInterval(Duration.ofMillis(20))
                .setDefaultHeartbeatThrottleInterval(Duration.ofMillis(20))
                // The first run loads every class of its workflow, slowly where the machine is busy.
                .setDefaultDeadlockDetectionTimeout(Duration.ofMinutes(1).toMillis())
                .build();
        register(environment.newWorker(TaskQueues.LIFEBOAT, options));
        register(environment.newWorker(OWN_QUEUE, options));
        environment.start();
    }

    /** Every task replays the history from its start. */
    public static Rig forgetful() {
        return new Rig(FORGETFUL);
    }

    /** As workers usually are: a task goes on where the last one ended. */
    public static Rig remembering() {
        return new Rig(REMEMBERING);
    }

    /** A server with the search attributes, and clients with the converter of real workers. */
    public static TestWorkflowEnvironment environment(int cache) {
        TestWorkflowEnvironment environment = TestWorkflowEnvironment.newInstance(TestEnvironmentOptions.newBuilder()
                .setWorkerFactoryOptions(WorkerFactoryOptions.newBuilder()
                        .setWorkflowCacheSize(cache)
                        .build())
                .setWorkflowClientOptions(WorkflowClientOptions.newBuilder()
                        .setDataConverter(converter())
                        .build())
                .build());
        SearchKeys.all()
                .forEach(key -> environment.registerSearchAttribute(
                        key.getName(), IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD));
        return environment;
    }

    private void register(Worker worker) {
        worker.registerWorkflowImplementationTypes(
                Workflows.options(), Workflows.types().toArray(new Class<?>[0]));
        worker.registerActivitiesImplementations(
                restore,
                gates,
                repair,
                rollback,
                notices,
                snapshots,
                backups,
                copies,
                verification,
                drills,
                bisects,
                audit,
                retention,
                keptSets,
                health,
                reports);
    }

    /** The same as the worker's, which this module cannot see. */
    private static DataConverter converter() {
        return DefaultDataConverter.newDefaultInstance()
                .withPayloadConverterOverrides(new JacksonJsonPayloadConverter(JsonMapper.builder()
                        .addModule(new JavaTimeModule())
                        .addModule(new Jdk8Module())
                        .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                        .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
                        .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                        .build()));
    }

    public WorkflowClient client() {
        return environment.getWorkflowClient();
    }

    /** Starts a workflow by its wire name. */
    public WorkflowStub start(String type, String id, Object request) {
        WorkflowStub stub = client().newUntypedWorkflowStub(
                        type,
                        WorkflowOptions.newBuilder()
                                .setWorkflowId(id)
                                .setTaskQueue(TaskQueues.LIFEBOAT)
                                .build());
        stub.start(request);
        return stub;
    }

    /** The result, within a bound. Time skips while it is waited for. Throws what the workflow threw. */
    public <T> T result(WorkflowStub stub, Class<T> type) {
        try {
            return stub.getResult(PATIENCE.toSeconds(), TimeUnit.SECONDS, type);
        } catch (TimeoutException e) {
            throw new AssertionError("not closed within " + PATIENCE + ": " + journal.all(), e);
        }
    }

    /** The server's clock. */
    public long now() {
        return environment.currentTimeMillis();
    }

    /** Lets the server's clock run ahead. */
    public void pass(Duration time) {
        environment.sleep(time);
    }

    /** The id of the first child of this type. */
    public String childOf(String id, String type) {
        return client().fetchHistory(id).getEvents().stream()
                .filter(event -> event.getEventType() == EventType.EVENT_TYPE_START_CHILD_WORKFLOW_EXECUTION_INITIATED)
                .map(HistoryEvent::getStartChildWorkflowExecutionInitiatedEventAttributes)
                .filter(child -> child.getWorkflowType().getName().equals(type))
                .map(StartChildWorkflowExecutionInitiatedEventAttributes::getWorkflowId)
                .findFirst()
                .orElseThrow();
    }

    /** The kinds of activities that a run has asked for on a queue. */
    public List<String> activitiesOn(String queue, String id) {
        return client().fetchHistory(id).getEvents().stream()
                .filter(HistoryEvent::hasActivityTaskScheduledEventAttributes)
                .map(HistoryEvent::getActivityTaskScheduledEventAttributes)
                .filter(activity -> activity.getTaskQueue().getName().equals(queue))
                .map(activity -> activity.getActivityType().getName())
                .toList();
    }

    public WorkflowExecutionStatus status(String id) {
        return client().newUntypedWorkflowStub(id).describe().getStatus();
    }

    /**
     * Cancels and waits until the cancellation has gone on to the activities: the in-memory server refuses the task, and
     * hangs, when an activity ends in that very moment (docs/adr/0004).
     */
    public void cancel(WorkflowStub stub, String id) {
        stub.cancel();
        until("the activity is told of the cancellation", () -> client().fetchHistory(id).getEvents().stream()
                .anyMatch(event -> event.getEventType() == EventType.EVENT_TYPE_ACTIVITY_TASK_CANCEL_REQUESTED));
    }

    /**
     * Waits until all activities but the ones that stand still have ended: one that ends in the very moment of a cancellation
     * makes the in-memory server refuse the task, and hang (docs/adr/0004).
     */
    public void settled(String id, int standing) {
        until(
                id + " has " + standing + " activities under way",
                () -> client().newUntypedWorkflowStub(id)
                                .describe()
                                .getRawDescription()
                                .getPendingActivitiesCount()
                        == standing);
    }

    /** Waits, within a bound, in the clock of the wall: the server's stands still meanwhile. */
    public void until(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("waited in vain until " + what + "; so far " + journal.all()
                        + ", against the rules " + journal.violations());
            }
            LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
        }
    }

    @Override
    public void close() {
        environment.close();
        assertThat(journal.violations()).as("what must never be asked").isEmpty();
        assertThat(drills.standing()).as("throw-away databases left behind").isEmpty();
    }
}
