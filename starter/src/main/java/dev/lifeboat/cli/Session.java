package dev.lifeboat.cli;

import dev.lifeboat.decision.DecisionSigner;
import dev.lifeboat.engine.Engine;
import dev.lifeboat.engine.EngineKind;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.flow.TaskQueues;
import dev.lifeboat.postgres.LibpqUrl;
import dev.lifeboat.secret.Secrets;
import dev.lifeboat.set.DatabaseRef;
import dev.lifeboat.worker.LifeboatWorker;
import io.temporal.api.enums.v1.WorkflowIdConflictPolicy;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowExecutionAlreadyStarted;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An engine and, where it is embedded, a worker beside it, for the length of a command. */
public final class Session implements AutoCloseable {
    private final Engine engine;
    private final Path state;
    private final Map<String, String> environment;
    private final @Nullable LifeboatWorker worker;

    private Session(Engine engine, Path state, Map<String, String> environment, @Nullable LifeboatWorker worker) {
        this.engine = engine;
        this.state = state;
        this.environment = environment;
        this.worker = worker;
    }

    /** Opens the engine; an embedded one gets its worker. */
    static Session open(String wanted, int uiPort) {
        return open(wanted, uiPort, System.getenv());
    }

    static Session open(String wanted, int uiPort, Map<String, String> environment) {
        Path state = StateFolder.of(environment);
        Engine engine = Engine.open(wanted, environment, state, uiPort);
        if (engine.kind() == EngineKind.MEMORY) {
            Output.say("engine: in memory: no schedules, no UI, and a run ends with this process");
        }
        LifeboatWorker worker = engine.kind() == EngineKind.REMOTE
                ? null
                : LifeboatWorker.start(engine.client(), new Secrets(environment), state);
        return new Session(engine, state, environment, worker);
    }

    public Engine engine() {
        return engine;
    }

    public Path state() {
        return state;
    }

    WorkflowClient client() {
        return engine.client();
    }

    DecisionSigner signer() {
        return DecisionSigner.of(state);
    }

    /** Embedded engines belong to who runs the command; a remote one is shared and accepts tokens only, unless told otherwise. */
    boolean directDecisions(boolean allowedByRunbook) {
        return engine.kind() != EngineKind.REMOTE || allowedByRunbook;
    }

    /** Whether somebody sits before this command's terminal. Newer JDKs always have a console: this one runs on 17 too. */
    @SuppressWarnings("SystemConsoleNull")
    static boolean interactive() {
        return System.console() != null;
    }

    /** Who acts, as far as the command line knows. */
    String user() {
        String host = environment.getOrDefault("HOSTNAME", "localhost");
        return System.getProperty("user.name") + "@" + host;
    }

    /** Starts a run under its id; throws ALREADY_RUNNING if one with this id runs. */
    WorkflowStub start(String type, String id, String summary, Object input) {
        WorkflowStub stub = client().newUntypedWorkflowStub(
                        type,
                        WorkflowOptions.newBuilder()
                                .setTaskQueue(TaskQueues.LIFEBOAT)
                                .setWorkflowId(id)
                                .setWorkflowIdConflictPolicy(WorkflowIdConflictPolicy.WORKFLOW_ID_CONFLICT_POLICY_FAIL)
                                .setStaticSummary(summary)
                                // A run whose worker never comes back ends some day; a person's decision may take long.
                                .setWorkflowExecutionTimeout(Duration.ofDays(30))
                                .build());
        try {
            stub.start(input);
            return stub;
        } catch (WorkflowExecutionAlreadyStarted e) {
            throw new LifeboatException(ErrorCode.ALREADY_RUNNING, id + " runs already", e);
        }
    }

    /**
     * The reference under which a target's URL travels. One with a password goes into a file of the state folder; to a remote
     * engine's workers it cannot go at all.
     */
    DatabaseRef target(String text) {
        if (text.startsWith("env:") || text.startsWith("file:")) {
            return DatabaseRef.of(text);
        }
        LibpqUrl.parse(text);
        boolean password = text.matches("[a-z]+://[^/@]*:[^/@]*@.*") || text.contains("password=");
        if (password && engine.kind() == EngineKind.REMOTE) {
            throw new LifeboatException(
                    ErrorCode.USAGE, "a URL with a password cannot travel to remote workers; use --target env:NAME");
        }
        return DatabaseRef.of(password ? StateFolder.keep(state, text) : text);
    }

    @Override
    public void close() {
        if (worker != null) {
            worker.close();
        }
        engine.close();
    }
}
