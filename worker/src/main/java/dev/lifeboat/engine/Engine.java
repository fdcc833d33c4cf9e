package dev.lifeboat.engine;

import com.uber.m3.tally.Scope;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.flow.SearchKeys;
import dev.lifeboat.worker.Converters;
import io.temporal.api.enums.v1.IndexedValueType;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.envconfig.ClientConfigProfile;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A running Temporal and a client to it. */
public final class Engine implements AutoCloseable {
    private final EngineKind kind;
    private final WorkflowClient client;
    private final @Nullable String uiUrl;
    private final boolean joined;
    private final AutoCloseable owned;

    private Engine(
            EngineKind kind, WorkflowClient client, @Nullable String uiUrl, boolean joined, AutoCloseable owned) {
        this.kind = kind;
        this.client = client;
        this.uiUrl = uiUrl;
        this.joined = joined;
        this.owned = owned;
    }

    /**
     * Opens the engine that was asked for.
     *
     * @param wanted auto, remote, dev or memory
     * @param uiPort of a dev server's UI; 0 for a free one
     * @param metrics where the client counts
     */
    public static Engine open(
            String wanted, Map<String, String> environment, Path stateFolder, int uiPort, Scope metrics) {
        EngineKind kind = choose(wanted, environment);
        return switch (kind) {
            case REMOTE -> remote(metrics);
            case DEV -> dev(environment, stateFolder, uiPort, metrics);
            case MEMORY -> memory(metrics);
        };
    }

    /** Which engine {@link #open} would open, without opening it. Throws USAGE for an unknown word. */
    public static EngineKind choose(String wanted, Map<String, String> environment) {
        boolean remote = environment.containsKey("TEMPORAL_ADDRESS") || environment.containsKey("TEMPORAL_PROFILE");
        return switch (wanted) {
            case "remote" -> EngineKind.REMOTE;
            case "dev" -> EngineKind.DEV;
            case "memory" -> EngineKind.MEMORY;
            case "auto" -> {
                if (remote) {
                    yield EngineKind.REMOTE;
                }
                yield DevServer.binary(environment) == null ? EngineKind.MEMORY : EngineKind.DEV;
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

    /** Whether it ran before this process came. */
    public boolean joined() {
        return joined;
    }

    @Override
    public void close() {
        try {
            owned.close();
        } catch (LifeboatException e) {
            throw e;
        } catch (Exception e) {
            throw new LifeboatException(ErrorCode.ENGINE_UNAVAILABLE, "the engine did not stop: " + e.getMessage(), e);
        }
    }

    private static Engine remote(Scope metrics) {
        String asked = null;
        try {
            ClientConfigProfile profile = ClientConfigProfile.load();
            asked = profile.toWorkflowServiceStubsOptions().getTarget();
            WorkflowServiceStubs stubs = WorkflowServiceStubs.newServiceStubs(
                    WorkflowServiceStubsOptions.newBuilder(profile.toWorkflowServiceStubsOptions())
                            .setMetricsScope(metrics)
                            .build());
            WorkflowClient client = WorkflowClient.newInstance(
                    stubs,
                    WorkflowClientOptions.newBuilder(profile.toWorkflowClientOptions())
                            .setDataConverter(Converters.converter())
                            .build());
            stubs.connect(Duration.ofSeconds(10));
            SearchAttributeRegistration.ensure(
                    profile.toWorkflowServiceStubsOptions(), client.getOptions().getNamespace());
            return new Engine(EngineKind.REMOTE, client, null, true, stubs::shutdownNow);
        } catch (LifeboatException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw new LifeboatException(
                    ErrorCode.ENGINE_UNAVAILABLE,
                    "the Temporal service" + at(asked) + " cannot be reached: " + e.getMessage(),
                    e);
        }
    }

    /** Empty where not even the address could be read. */
    private static String at(@Nullable String address) {
        return address == null ? "" : " at " + address;
    }

    private static Engine memory(Scope metrics) {
        TestWorkflowEnvironment environment = TestWorkflowEnvironment.newInstance(TestEnvironmentOptions.newBuilder()
                .setUseTimeskipping(false)
                .setMetricsScope(metrics)
                .setWorkflowClientOptions(WorkflowClientOptions.newBuilder()
                        .setDataConverter(Converters.converter())
                        .build())
                .build());
        SearchKeys.all()
                .forEach(key -> environment.registerSearchAttribute(
                        key.getName(), IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD));
        return new Engine(EngineKind.MEMORY, environment.getWorkflowClient(), null, false, environment);
    }

    private static Engine dev(Map<String, String> environment, Path stateFolder, int uiPort, Scope metrics) {
        String binary = DevServer.binary(environment);
        if (binary == null) {
            throw new LifeboatException(
                    ErrorCode.TOOL_MISSING,
                    "temporal is not on the PATH; `go install github.com/temporalio/cli/cmd/temporal@v1.5.1` builds it");
        }
        DevServer server = DevServer.open(binary, stateFolder, uiPort);
        WorkflowServiceStubs stubs = WorkflowServiceStubs.newServiceStubs(WorkflowServiceStubsOptions.newBuilder()
                .setTarget(server.target())
                .setMetricsScope(metrics)
                .build());
        WorkflowClient client = WorkflowClient.newInstance(
                stubs,
                WorkflowClientOptions.newBuilder()
                        .setNamespace(DevServer.NAMESPACE)
                        .setDataConverter(Converters.converter())
                        .build());
        return new Engine(EngineKind.DEV, client, server.uiUrl(), server.joined(), () -> {
            stubs.shutdownNow();
            server.close();
        });
    }
}
