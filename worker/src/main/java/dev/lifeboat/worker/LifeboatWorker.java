package dev.lifeboat.worker;

import dev.lifeboat.audit.AuditActivitiesImpl;
import dev.lifeboat.backup.BackupActivitiesImpl;
import dev.lifeboat.backup.SnapshotActivitiesImpl;
import dev.lifeboat.copy.CopyActivitiesImpl;
import dev.lifeboat.drill.BisectActivitiesImpl;
import dev.lifeboat.drill.Chaos;
import dev.lifeboat.drill.DrillActivitiesImpl;
import dev.lifeboat.drill.RealWork;
import dev.lifeboat.drill.Sweeper;
import dev.lifeboat.drill.TemporalDrillRuns;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.flow.Workflows;
import dev.lifeboat.gate.GateActivitiesImpl;
import dev.lifeboat.health.HealthActivitiesImpl;
import dev.lifeboat.metrics.Metering;
import dev.lifeboat.notice.Desk;
import dev.lifeboat.notice.NoticeActivitiesImpl;
import dev.lifeboat.notice.TemporalDesk;
import dev.lifeboat.postgres.ClientTools;
import dev.lifeboat.postgres.PostgresConnector;
import dev.lifeboat.repair.RepairActivitiesImpl;
import dev.lifeboat.report.ReportActivitiesImpl;
import dev.lifeboat.restore.PinnedSets;
import dev.lifeboat.restore.RestoreActivitiesImpl;
import dev.lifeboat.restore.TargetConnections;
import dev.lifeboat.retention.RetentionActivitiesImpl;
import dev.lifeboat.rollback.RollbackActivitiesImpl;
import dev.lifeboat.secret.Secrets;
import dev.lifeboat.verify.VerifyActivitiesImpl;
import dev.lifeboat.verify.VerifyAllActivitiesImpl;
import io.temporal.client.WorkflowClient;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactory;
import io.temporal.worker.WorkerFactoryOptions;
import io.temporal.worker.WorkerOptions;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A worker: everything it is made of, put together by hand. */
public final class LifeboatWorker implements AutoCloseable {
    /** What this build calls itself in manifests. */
    public static final String VERSION = "0.1.0";

    private static final Logger LOG = LoggerFactory.getLogger(LifeboatWorker.class);
    /** Where embedded servers of drills live, in the state folder. */
    private static final String DRILLS = "drills";

    private static final int ACTIVITIES_AT_A_TIME = 16;
    /** Of a queue on which there is a drill now and then. */
    private static final int FEW_POLLERS = 2;

    private final WorkerFactory factory;

    private LifeboatWorker(WorkerFactory factory) {
        this.factory = factory;
    }

    /** Starts polling a queue for workflows and activities, for as long as a command lasts. */
    public static LifeboatWorker start(WorkflowClient client, String queue, Secrets secrets, Path stateFolder) {
        return start(client, queue, null, secrets, stateFolder, Desk.OPEN, false, Clock.systemUTC());
    }

    /** The same on a queue on which somebody always works: what can wait may wait there. */
    public static LifeboatWorker standing(WorkflowClient client, String queue, Secrets secrets, Path stateFolder) {
        return standing(client, queue, secrets, stateFolder, Clock.systemUTC());
    }

    /** The same by a clock of the caller's: a test's, which shows a month in minutes. */
    public static LifeboatWorker standing(
            WorkflowClient client, String queue, Secrets secrets, Path stateFolder, Clock clock) {
        return start(client, queue, null, secrets, stateFolder, new TemporalDesk(client, queue), true, clock);
    }

    /** The same on a queue on which other machines work, too; what this one alone can do is on a second queue, its own. */
    public static LifeboatWorker sharing(WorkflowClient client, String queue, Secrets secrets, Path stateFolder) {
        return start(
                client,
                queue,
                OwnQueue.of(queue, stateFolder),
                secrets,
                stateFolder,
                new TemporalDesk(client, queue),
                true,
                Clock.systemUTC());
    }

    private static LifeboatWorker start(
            WorkflowClient client,
            String queue,
            @Nullable String own,
            Secrets secrets,
            Path stateFolder,
            Desk desk,
            boolean stands,
            Clock clock) {
        RealWork work = new RealWork();
        WorkerFactory factory = factory(client, work);
        Object[] activities = activities(secrets, stateFolder, desk, stands, work, own, clock);
        register(factory.newWorker(queue, options().build()), activities);
        if (own != null) {
            register(
                    factory.newWorker(
                            own,
                            options()
                                    .setMaxConcurrentWorkflowTaskPollers(FEW_POLLERS)
                                    .setMaxConcurrentActivityTaskPollers(FEW_POLLERS)
                                    .build()),
                    activities);
        }
        factory.start();
        sweep(client, secrets, stateFolder.resolve(DRILLS), clock);
        return new LifeboatWorker(factory);
    }

    private static WorkerOptions.Builder options() {
        return WorkerOptions.newBuilder()
                .setMaxConcurrentActivityExecutionSize(ACTIVITIES_AT_A_TIME)
                // A cancelled activity hears of it in a heartbeat's answer: within a second, not half a minute.
                .setMaxHeartbeatThrottleInterval(Duration.ofSeconds(1));
    }

    /** A drill's worker that was killed has left its embedded server on this machine. Nobody waits for the removal. */
    private static void sweep(WorkflowClient client, Secrets secrets, Path drills, Clock clock) {
        if (!Files.isDirectory(drills)) {
            return;
        }
        Thread sweeper = new Thread(
                () -> {
                    try {
                        new Sweeper(new PostgresConnector(secrets), new TemporalDrillRuns(client), clock)
                                .folders(drills);
                    } catch (LifeboatException | UncheckedIOException e) {
                        LOG.warn("event=drills-not-swept error={}", e.getMessage());
                    }
                },
                "drill-sweeper");
        sweeper.setDaemon(true);
        sweeper.start();
    }

    /** Starts answering queries and updates of a queue's runs, whose own worker is gone. It does none of their work. */
    public static LifeboatWorker answering(WorkflowClient client, String queue) {
        WorkerFactory factory = factory(client, new RealWork());
        Worker worker = factory.newWorker(
                queue,
                WorkerOptions.newBuilder().setLocalActivityWorkerOnly(true).build());
        worker.registerWorkflowImplementationTypes(
                Workflows.options(), Workflows.types().toArray(new Class<?>[0]));
        factory.start();
        return new LifeboatWorker(factory);
    }

    private static WorkerFactory factory(WorkflowClient client, RealWork work) {
        return WorkerFactory.newInstance(
                client,
                WorkerFactoryOptions.newBuilder()
                        .setWorkerInterceptors(new FailureTranslation(), new Metering(), work, new LogMarking())
                        .build());
    }

    /** Workflows and activities of a worker, also of a test's. */
    public static void register(Worker worker, Secrets secrets, Path stateFolder) {
        register(worker, activities(secrets, stateFolder, Desk.OPEN, false, new RealWork(), null, Clock.systemUTC()));
    }

    private static void register(Worker worker, Object[] activities) {
        worker.registerWorkflowImplementationTypes(
                Workflows.options(), Workflows.types().toArray(new Class<?>[0]));
        worker.registerActivitiesImplementations(activities);
    }

    private static Object[] activities(
            Secrets secrets,
            Path stateFolder,
            Desk desk,
            boolean stands,
            RealWork work,
            @Nullable String own,
            Clock clock) {
        PostgresConnector connector = new PostgresConnector(secrets);
        ClientTools tools = new ClientTools(System.getenv());
        TargetConnections targets = new TargetConnections(connector::connect);
        PinnedSets sets = new PinnedSets();
        Chaos chaos = new Chaos(secrets, connector, stands, work);
        return new Object[] {
            new SnapshotActivitiesImpl(connector),
            new BackupActivitiesImpl(secrets, connector, tools, clock, VERSION),
            new CopyActivitiesImpl(secrets, clock),
            new VerifyActivitiesImpl(secrets, clock),
            new VerifyAllActivitiesImpl(secrets),
            new RestoreActivitiesImpl(secrets, targets, tools, sets, clock),
            new GateActivitiesImpl(secrets, targets, sets, clock),
            new RepairActivitiesImpl(secrets, targets, sets, clock),
            new RollbackActivitiesImpl(secrets, targets, connector, tools, clock),
            new DrillActivitiesImpl(secrets, connector, tools, stateFolder.resolve(DRILLS), clock, chaos, own),
            new BisectActivitiesImpl(secrets, connector),
            new AuditActivitiesImpl(secrets),
            new RetentionActivitiesImpl(secrets, clock),
            new HealthActivitiesImpl(secrets, connector, tools, stateFolder),
            new ReportActivitiesImpl(secrets),
            new NoticeActivitiesImpl(secrets, clock, desk)
        };
    }

    /** Lets running activities end for a moment; those that do not go on elsewhere. */
    @Override
    public void close() {
        factory.shutdown();
        factory.awaitTermination(3, TimeUnit.SECONDS);
        factory.shutdownNow();
    }
}
