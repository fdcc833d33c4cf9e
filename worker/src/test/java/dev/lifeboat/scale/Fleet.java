package dev.lifeboat.scale;

import dev.lifeboat.flow.SearchKeys;
import dev.lifeboat.flow.TaskQueues;
import dev.lifeboat.flow.Workflows;
import dev.lifeboat.worker.Converters;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.common.interceptors.ActivityInboundCallsInterceptor;
import io.temporal.common.interceptors.ActivityInboundCallsInterceptorBase;
import io.temporal.common.interceptors.WorkerInterceptorBase;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import io.temporal.testing.TemporalDevServer;
import io.temporal.testing.TemporalDevServerOptions;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactory;
import io.temporal.worker.WorkerFactoryOptions;
import io.temporal.worker.WorkerOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** A real Temporal server and several workers, each with connections of its own, as if on machines of their own. */
final class Fleet implements AutoCloseable {
    private final TemporalDevServer server;
    private final List<WorkflowServiceStubs> connections = new ArrayList<>();
    private final List<WorkerFactory> factories = new ArrayList<>();
    private final List<AtomicInteger> done = new ArrayList<>();
    private final WorkflowClient client;

    /** Starts the server and the workers, which share these activities. */
    static Fleet start(int workers, Object... activities) {
        List<String> attributes = new ArrayList<>();
        SearchKeys.all().forEach(key -> attributes.addAll(List.of("--search-attribute", key.getName() + "=Keyword")));
        TemporalDevServer server = TemporalDevServer.start(TemporalDevServerOptions.newBuilder()
                .setExistingPath(binary())
                .setDownloadEnabled(false)
                .setUiEnabled(false)
                .setLogLevel("error")
                .setExtraArgs(attributes)
                .build());
        Fleet fleet = new Fleet(server);
        for (int number = 1; number <= workers; number++) {
            fleet.startWorker("worker-" + number, activities);
        }
        return fleet;
    }

    private Fleet(TemporalDevServer server) {
        this.server = server;
        this.client = connect("people");
    }

    WorkflowClient client() {
        return client;
    }

    /** How many activities each worker has done. */
    List<Integer> done() {
        return done.stream().map(AtomicInteger::get).toList();
    }

    /** What the workers have worked so far, and then what the server has. */
    List<Duration> worked() {
        return List.of(
                cpu(ProcessHandle.current()),
                ProcessHandle.current().children().map(Fleet::cpu).reduce(Duration.ZERO, Duration::plus));
    }

    private static Duration cpu(ProcessHandle process) {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /** Runs a workflow to its end. */
    <T> T run(String type, String id, Object request, Class<T> result) {
        WorkflowStub run = client.newUntypedWorkflowStub(
                type,
                WorkflowOptions.newBuilder()
                        .setWorkflowId(id)
                        .setTaskQueue(TaskQueues.LIFEBOAT)
                        .build());
        run.start(request);
        return run.getResult(result);
    }

    private WorkflowClient connect(String identity) {
        WorkflowServiceStubs connection = WorkflowServiceStubs.newServiceStubs(WorkflowServiceStubsOptions.newBuilder()
                .setTarget(server.getTarget())
                .build());
        connections.add(connection);
        return WorkflowClient.newInstance(
                connection,
                WorkflowClientOptions.newBuilder()
                        .setNamespace(server.getNamespace())
                        .setIdentity(identity)
                        .setDataConverter(Converters.converter())
                        .build());
    }

    /** With the limits that a real worker has. */
    private void startWorker(String identity, Object... activities) {
        AtomicInteger counter = new AtomicInteger();
        done.add(counter);
        WorkerFactory factory = WorkerFactory.newInstance(
                connect(identity),
                WorkerFactoryOptions.newBuilder()
                        .setWorkerInterceptors(new Counting(counter))
                        .build());
        Worker worker = factory.newWorker(
                TaskQueues.LIFEBOAT,
                WorkerOptions.newBuilder()
                        .setMaxConcurrentActivityExecutionSize(16)
                        .setMaxHeartbeatThrottleInterval(Duration.ofSeconds(1))
                        .build());
        worker.registerWorkflowImplementationTypes(
                Workflows.options(), Workflows.types().toArray(new Class<?>[0]));
        worker.registerActivitiesImplementations(activities);
        worker.registerActivitiesImplementations(new SimulatedAudit(), new SimulatedReports());
        factory.start();
        factories.add(factory);
    }

    private static final class Counting extends WorkerInterceptorBase {
        private final AtomicInteger counter;

        Counting(AtomicInteger counter) {
            this.counter = counter;
        }

        @Override
        public ActivityInboundCallsInterceptor interceptActivity(ActivityInboundCallsInterceptor next) {
            return new ActivityInboundCallsInterceptorBase(next) {
                @Override
                public ActivityOutput execute(ActivityInput input) {
                    counter.incrementAndGet();
                    return super.execute(input);
                }
            };
        }
    }

    /** The tools folder's or the PATH's. */
    private static String binary() {
        Path own = Path.of(System.getProperty("lifeboat.root"), ".tools", "bin", "temporal");
        return Stream.concat(
                        Stream.of(own),
                        Arrays.stream(System.getenv("PATH").split(":", -1)).map(place -> Path.of(place, "temporal")))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst()
                .orElseThrow(() -> new AssertionError("the temporal binary is missing; `sh .ci/tools` builds it"));
    }

    @Override
    public void close() {
        factories.forEach(WorkerFactory::shutdownNow);
        factories.forEach(factory -> factory.awaitTermination(5, TimeUnit.SECONDS));
        connections.forEach(WorkflowServiceStubs::shutdownNow);
        server.close();
    }
}
