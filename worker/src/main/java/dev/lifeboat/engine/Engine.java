package dev.lifeboat.engine;

import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.flow.SearchKeys;
import dev.lifeboat.worker.Converters;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.temporal.api.enums.v1.IndexedValueType;
import io.temporal.api.operatorservice.v1.AddSearchAttributesRequest;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.envconfig.ClientConfigProfile;
import io.temporal.serviceclient.OperatorServiceStubs;
import io.temporal.serviceclient.OperatorServiceStubsOptions;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import io.temporal.testing.TemporalDevServer;
import io.temporal.testing.TemporalDevServerOptions;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A running Temporal and a client to it. */
public final class Engine implements AutoCloseable {
    private final EngineKind kind;
    private final WorkflowClient client;
    private final @Nullable String uiUrl;
    private final AutoCloseable owned;

    private Engine(EngineKind kind, WorkflowClient client, @Nullable String uiUrl, AutoCloseable owned) {
        this.kind = kind;
        this.client = client;
        this.uiUrl = uiUrl;
        this.owned = owned;
    }

    /**
     * Opens the engine that was asked for.
     *
     * @param wanted auto, remote, dev or memory
     * @param uiPort of a dev server's UI; 0 for a free one
     */
    public static Engine open(String wanted, Map<String, String> environment, Path stateFolder, int uiPort) {
        boolean remote = environment.containsKey("TEMPORAL_ADDRESS") || environment.containsKey("TEMPORAL_PROFILE");
        return switch (wanted) {
            case "remote" -> remote();
            case "dev" -> dev(environment, stateFolder, uiPort);
            case "memory" -> memory();
            case "auto" -> {
                if (remote) {
                    yield remote();
                }
                yield binary(environment).isPresent() ? dev(environment, stateFolder, uiPort) : memory();
            }
            default ->
                throw new LifeboatException(
                        ErrorCode.USAGE, "--engine " + wanted + " is not known; known: auto, remote, dev, memory");
        };
    }

    public EngineKind kind() {
        return kind;
    }

    public WorkflowClient client() {
        return client;
    }

    /** Where a person reads the state; null where there is no UI or it is not ours. */
    public @Nullable String uiUrl() {
        return uiUrl;
    }

    @Override
    public void close() {
        try {
            owned.close();
        } catch (Exception e) {
            throw new LifeboatException(ErrorCode.ENGINE_UNAVAILABLE, "the engine did not stop: " + e.getMessage(), e);
        }
    }

    private static Engine remote() {
        try {
            ClientConfigProfile profile = ClientConfigProfile.load();
            WorkflowServiceStubs stubs = WorkflowServiceStubs.newServiceStubs(profile.toWorkflowServiceStubsOptions());
            WorkflowClient client = WorkflowClient.newInstance(
                    stubs,
                    WorkflowClientOptions.newBuilder(profile.toWorkflowClientOptions())
                            .setDataConverter(Converters.converter())
                            .build());
            stubs.connect(Duration.ofSeconds(10));
            return new Engine(EngineKind.REMOTE, client, null, stubs::shutdownNow);
        } catch (IOException | RuntimeException e) {
            throw new LifeboatException(
                    ErrorCode.ENGINE_UNAVAILABLE, "the Temporal service cannot be reached: " + e.getMessage(), e);
        }
    }

    private static Engine memory() {
        TestWorkflowEnvironment environment = TestWorkflowEnvironment.newInstance(TestEnvironmentOptions.newBuilder()
                .setUseTimeskipping(false)
                .setWorkflowClientOptions(WorkflowClientOptions.newBuilder()
                        .setDataConverter(Converters.converter())
                        .build())
                .build());
        SearchKeys.all()
                .forEach(key -> environment.registerSearchAttribute(
                        key.getName(), IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD));
        return new Engine(EngineKind.MEMORY, environment.getWorkflowClient(), null, environment);
    }

    private static Engine dev(Map<String, String> environment, Path stateFolder, int uiPort) {
        String binary = binary(environment)
                .orElseThrow(
                        () -> new LifeboatException(
                                ErrorCode.TOOL_MISSING,
                                "temporal is not on the PATH; `go install github.com/temporalio/cli/cmd/temporal@v1.5.1` builds it"));
        try {
            Files.createDirectories(stateFolder);
            int ui = uiPort == 0 ? freePort() : uiPort;
            TemporalDevServer server = TemporalDevServer.start(TemporalDevServerOptions.newBuilder()
                    .setExistingPath(binary)
                    .setDownloadEnabled(false)
                    .setBindIp("127.0.0.1")
                    .setDatabaseFilename(stateFolder.resolve("temporal.db").toString())
                    .setUiEnabled(true)
                    .setUiPort(ui)
                    .setLogLevel("error")
                    .setLogFile(stateFolder.resolve("temporal.log").toString())
                    .build());
            WorkflowServiceStubs stubs = WorkflowServiceStubs.newServiceStubs(WorkflowServiceStubsOptions.newBuilder()
                    .setTarget(server.getTarget())
                    .build());
            registerSearchAttributes(server.getTarget(), server.getNamespace());
            WorkflowClient client = WorkflowClient.newInstance(
                    stubs,
                    WorkflowClientOptions.newBuilder()
                            .setNamespace(server.getNamespace())
                            .setDataConverter(Converters.converter())
                            .build());
            return new Engine(EngineKind.DEV, client, "http://127.0.0.1:" + ui, () -> {
                stubs.shutdownNow();
                server.close();
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Idempotent on a real server; one that has them already says so in its own way. */
    private static void registerSearchAttributes(String target, String namespace) {
        OperatorServiceStubs operator = OperatorServiceStubs.newServiceStubs(
                OperatorServiceStubsOptions.newBuilder().setTarget(target).validateAndBuildWithDefaults());
        try {
            AddSearchAttributesRequest.Builder request =
                    AddSearchAttributesRequest.newBuilder().setNamespace(namespace);
            SearchKeys.all()
                    .forEach(key ->
                            request.putSearchAttributes(key.getName(), IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD));
            operator.blockingStub().addSearchAttributes(request.build());
        } catch (StatusRuntimeException e) {
            if (e.getStatus().getCode() != Status.Code.ALREADY_EXISTS) {
                throw e;
            }
        } finally {
            operator.shutdownNow();
        }
    }

    /** The {@code temporal} binary: LIFEBOAT_TEMPORAL, then the PATH. */
    static Optional<String> binary(Map<String, String> environment) {
        List<String> candidates = new ArrayList<>();
        if (environment.containsKey("LIFEBOAT_TEMPORAL")) {
            candidates.add(environment.get("LIFEBOAT_TEMPORAL"));
        }
        for (String folder : environment.getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
            candidates.add(folder + "/temporal");
        }
        return candidates.stream()
                .filter(path -> Files.isExecutable(Path.of(path)))
                .findFirst();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
