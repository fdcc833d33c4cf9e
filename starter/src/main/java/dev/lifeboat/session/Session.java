package dev.lifeboat.session;

import dev.lifeboat.archive.Digests;
import dev.lifeboat.audit.Auditing;
import dev.lifeboat.decision.DecisionSigner;
import dev.lifeboat.drill.SweepReport;
import dev.lifeboat.drill.Sweeper;
import dev.lifeboat.drill.TemporalDrillRuns;
import dev.lifeboat.engine.Engine;
import dev.lifeboat.engine.EngineKind;
import dev.lifeboat.engine.FolderLock;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.flow.TaskQueues;
import dev.lifeboat.health.HealthWatch;
import dev.lifeboat.metrics.MetricsServer;
import dev.lifeboat.postgres.PostgresConnector;
import dev.lifeboat.runbook.LoadedRunbook;
import dev.lifeboat.secret.Secrets;
import dev.lifeboat.set.DatabaseRef;
import dev.lifeboat.worker.LifeboatWorker;
import dev.lifeboat.worker.Telemetry;
import io.temporal.api.enums.v1.WorkflowIdConflictPolicy;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowExecutionAlreadyStarted;
import io.temporal.client.WorkflowNotFoundException;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Deque;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * An engine for the length of a command and, where it is embedded, the workers of the runs that belong to the command.
 *
 * <p>A shared service has one queue. On an embedded engine each command that starts runs polls a queue of its own, so that
 * its references resolve in its own environment and never in another system's; a lock on a file named after the queue tells
 * whether its process lives, and whoever gets the lock of a dead one may take its runs over.
 */
public final class Session implements AutoCloseable {
    /** A run whose worker never comes back ends some day; a person's decision may take long. */
    private static final Duration LONGEST_RUN = Duration.ofDays(30);

    private final Engine engine;
    private final Path state;
    private final Map<String, String> environment;
    private final Telemetry telemetry;
    private final Targets targets;
    private final QueueLocks locks;
    private final Set<String> answered = ConcurrentHashMap.newKeySet();
    private final Deque<AutoCloseable> owned = new ConcurrentLinkedDeque<>();
    private @Nullable String queue;

    private Session(Engine engine, Path state, Map<String, String> environment, Telemetry telemetry) {
        this.engine = engine;
        this.state = state;
        this.environment = environment;
        this.telemetry = telemetry;
        this.locks = new QueueLocks(state);
        this.targets = new Targets(new TargetFiles(state), engine.kind(), engine.client(), LONGEST_RUN);
        targets.forgetLeft();
    }

    /**
     * Opens or joins an engine.
     *
     * @param wanted auto, remote, dev or memory
     * @param uiPort of a dev server that has to be started; 0 for a free one
     */
    public static Session open(String wanted, int uiPort, Map<String, String> environment) {
        Path state = StateFolder.of(environment);
        Telemetry telemetry = new Telemetry();
        try {
            Engine engine = Engine.open(wanted, environment, state, uiPort, telemetry.scope());
            return new Session(engine, state, environment, telemetry);
        } catch (RuntimeException e) {
            telemetry.close();
            throw e;
        }
    }

    /** Whether the engine is ours, not a shared service. */
    public boolean embedded() {
        return engine.kind() != EngineKind.REMOTE;
    }

    /** Whether everything ends with this process. */
    public boolean inMemory() {
        return engine.kind() == EngineKind.MEMORY;
    }

    /** Where a person reads the state; null where there is no UI or it is not ours. */
    public @Nullable String uiUrl() {
        return engine.uiUrl();
    }

    /** The numbers of this process, and those of the runbooks that it watches, as Prometheus text. */
    public String metrics() {
        return telemetry.scrape();
    }

    /** From now on the numbers of this runbook's stores, and of its runs that wait for people, are given, too. */
    public void watch(LoadedRunbook runbook) {
        telemetry.watch(runbook.runbook().name(), new RunbookNumbers(client(), runbook.runbook(), secrets(), state));
    }

    /**
     * From now on this process looks again and again whether Temporal answers, somebody works for this runbook and its schedules
     * start, and tells people of it. On an in-memory engine nobody else could.
     */
    public void watchHealth(LoadedRunbook runbook, Duration pause) {
        if (!inMemory()) {
            HealthWatch watch = HealthWatch.of(runbook.runbook(), secrets(), client(), standingQueue(runbook));
            owned.push(RegularLook.every(pause, watch::look));
        }
    }

    /**
     * Gives the numbers at {@code /metrics} of an address until this session is closed; returns the port. Throws USAGE where that
     * is taken.
     *
     * @param port 0 for a free one
     */
    public int giveMetrics(String host, int port) {
        MetricsServer server = MetricsServer.start(host, port, this::metrics);
        owned.push(server);
        return server.port();
    }

    public Path state() {
        return state;
    }

    public WorkflowClient client() {
        return engine.client();
    }

    public Secrets secrets() {
        return targets.secrets(environment);
    }

    public DecisionSigner signer() {
        return DecisionSigner.of(state);
    }

    /** Embedded engines belong to who runs the command; a remote one is shared and accepts tokens only, unless told otherwise. */
    public boolean directDecisions(boolean allowedByRunbook) {
        return embedded() || allowedByRunbook;
    }

    /** Whether somebody sits before this command's terminal. Newer JDKs always have a console: this one runs on 17 too. */
    @SuppressWarnings("SystemConsoleNull")
    public static boolean interactive() {
        return System.console() != null;
    }

    /** Who acts, as far as the command line knows. */
    public String user() {
        return user(environment);
    }

    /** The same without a session. */
    public static String user(Map<String, String> environment) {
        String host = environment.getOrDefault("HOSTNAME", "localhost");
        return System.getProperty("user.name") + "@" + host;
    }

    /** Where this command's runs are worked on. On an embedded engine by this process, from the first call on. */
    private String queue() {
        String known = queue;
        if (known != null) {
            return known;
        }
        String chosen = embedded()
                ? "lifeboat-"
                        + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong())
                : sharedQueue();
        if (embedded() && !work(chosen, false)) {
            throw new LifeboatException(ErrorCode.INTERNAL, "queue " + chosen + " is taken");
        }
        queue = chosen;
        return chosen;
    }

    private String sharedQueue() {
        return environment.getOrDefault("LIFEBOAT_TASK_QUEUE", TaskQueues.LIFEBOAT);
    }

    /** The queue of a runbook's schedules and of runs that are started over the API. */
    public String standingQueue(LoadedRunbook runbook) {
        if (!embedded()) {
            return sharedQueue();
        }
        String file = runbook.file().toAbsolutePath().normalize().toString();
        return "lifeboat-" + runbook.runbook().name() + "-"
                + Digests.sha256(file.getBytes(StandardCharsets.UTF_8)).substring(0, 8);
    }

    /** From now on this command starts its runs on the standing queue, and works on it. Throws ALREADY_RUNNING. */
    public void stand(LoadedRunbook runbook) {
        String standing = standingQueue(runbook);
        if (!work(standing, true)) {
            throw new LifeboatException(
                    ErrorCode.ALREADY_RUNNING,
                    locks.worker(standing) + " works for " + runbook.file()
                            + " on this machine already; a second one is not needed. If it hangs, end it and start this again");
        }
        queue = standing;
    }

    /** Works on the queue of a shared service. */
    public void standOnSharedQueue() {
        work(sharedQueue(), true);
    }

    /** Whether a process works on the standing queue; always true of a shared service, where we cannot know. */
    public boolean standing(LoadedRunbook runbook) {
        if (!embedded()) {
            return true;
        }
        return locks.taken(standingQueue(runbook));
    }

    /** The living process that works on a run on this machine, in words; null where none does, or nobody here can know. */
    public @Nullable String workerOf(String run) {
        if (!embedded()) {
            return null;
        }
        String asked = queueOf(run);
        return locks.taken(asked) ? locks.worker(asked) : null;
    }

    /**
     * From now on this command's runs are worked on by the process that works for the runbook on this machine. False: none does, and
     * this process will. A shared service's runs are its workers' in any case.
     */
    public boolean leaveToWorker(LoadedRunbook runbook) {
        if (embedded() && (inMemory() || !standing(runbook))) {
            return false;
        }
        queue = standingQueue(runbook);
        return true;
    }

    /**
     * Takes a queue and polls it. False: a living process does so already.
     *
     * @param stays whether somebody works on it after this command, too, sooner or later
     */
    private boolean work(String taken, boolean stays) {
        if (embedded() && !lock(taken)) {
            return false;
        }
        poll(taken, stays);
        return true;
    }

    private boolean lock(String taken) {
        FolderLock lock = locks.take(taken);
        if (lock != null) {
            owned.push(lock::closeForGood);
        }
        return lock != null;
    }

    private void poll(String taken, boolean stays) {
        if (!embedded()) {
            owned.push(LifeboatWorker.sharing(engine.client(), taken, secrets(), state));
        } else if (stays) {
            owned.push(LifeboatWorker.standing(engine.client(), taken, secrets(), state));
        } else {
            owned.push(LifeboatWorker.start(engine.client(), taken, secrets(), state));
        }
    }

    /**
     * Takes over the work of a run whose process is gone, with everything else that process had started. False: somebody
     * works on it.
     */
    public boolean adopt(String run) {
        return embedded() && work(queueOf(run), false);
    }

    /** As {@link #adopt(String)}; from its next connection on the run uses this URL of its target, if that has a password. */
    public boolean adopt(String run, String target) {
        if (!embedded()) {
            return false;
        }
        String adopted = queueOf(run);
        if (!lock(adopted)) {
            return false;
        }
        // Under the lock: nobody works on the run now. Before the first poll: a load that begins shall not meet the old
        // one.
        targets.reference(target, run, () -> adopted);
        poll(adopted, false);
        return true;
    }

    /** Makes sure that a run answers queries and updates, though nobody may be working on it. */
    public void reach(String run) {
        if (!embedded()) {
            return;
        }
        String asked = queueOf(run);
        // Only looked at, not kept: whoever wants to take the run over meanwhile shall be able to.
        if (!answered.contains(asked) && !locks.taken(asked)) {
            owned.push(LifeboatWorker.answering(engine.client(), asked));
            answered.add(asked);
        }
    }

    /** Throws NO_SUCH_RUN. */
    private String queueOf(String run) {
        try {
            return client().newUntypedWorkflowStub(run).describe().getTaskQueue();
        } catch (WorkflowNotFoundException e) {
            throw new LifeboatException(ErrorCode.NO_SUCH_RUN, "there is no run " + run, e);
        }
    }

    /**
     * The reference under which a target's URL travels with a run that is about to be started here. One with a password goes where
     * only this start's run reads it; to a shared service's workers it cannot go at all.
     */
    public DatabaseRef target(String text, String run) {
        return DatabaseRef.of(targets.reference(text, run, this::queue));
    }

    /** Starts a run under its id; throws ALREADY_RUNNING if one with this id runs. */
    public WorkflowStub start(String type, String id, String summary, Object input) {
        return start(type, id, summary, input, Map.of(Auditing.STARTED_BY, user()));
    }

    /** As {@link #start(String, String, String, Object)}, with a memo that tells who asked. */
    public WorkflowStub start(String type, String id, String summary, Object input, Map<String, Object> memo) {
        WorkflowStub stub = client().newUntypedWorkflowStub(
                        type,
                        WorkflowOptions.newBuilder()
                                .setTaskQueue(queue())
                                .setWorkflowId(id)
                                .setWorkflowIdConflictPolicy(WorkflowIdConflictPolicy.WORKFLOW_ID_CONFLICT_POLICY_FAIL)
                                .setStaticSummary(summary)
                                .setMemo(memo)
                                .setWorkflowExecutionTimeout(LONGEST_RUN)
                                .build());
        try {
            stub.start(input);
            return stub;
        } catch (WorkflowExecutionAlreadyStarted e) {
            targets.forgetRefused(id, queue());
            throw new LifeboatException(ErrorCode.ALREADY_RUNNING, id + " runs already", e);
        }
    }

    @Override
    public void close() {
        targets.forgetOwn();
        while (!owned.isEmpty()) {
            close(owned.pop());
        }
        try {
            engine.close();
        } finally {
            telemetry.close();
        }
    }

    /**
     * Removes what drills left behind whose runs are over: on this machine and, where one is named, on the drill server.
     */
    public SweepReport sweepDrills(@Nullable String drillServer) {
        Sweeper sweeper = new Sweeper(
                        new PostgresConnector(secrets()), new TemporalDrillRuns(client()), Clock.systemUTC())
                .folders(state.resolve("drills"));
        return (drillServer == null ? sweeper : sweeper.server(DatabaseRef.of(drillServer))).report();
    }

    private static void close(AutoCloseable part) {
        try {
            part.close();
        } catch (LifeboatException e) {
            throw e;
        } catch (Exception e) {
            throw new LifeboatException(ErrorCode.ENGINE_UNAVAILABLE, "a part of the engine did not stop", e);
        }
    }
}
