package dev.lifeboat.drill;

import dev.lifeboat.activity.Heartbeat;
import dev.lifeboat.anomaly.Alarms;
import dev.lifeboat.archive.AuthenticatedSet;
import dev.lifeboat.archive.Digests;
import dev.lifeboat.archive.Manifest;
import dev.lifeboat.archive.Mark;
import dev.lifeboat.archive.MarkKind;
import dev.lifeboat.archive.Marks;
import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.archive.SetObjects;
import dev.lifeboat.catalogue.Selecting;
import dev.lifeboat.gate.CopyExamination;
import dev.lifeboat.postgres.ClientTools;
import dev.lifeboat.postgres.EmbeddedServer;
import dev.lifeboat.postgres.PostgresConnector;
import dev.lifeboat.report.Reports;
import dev.lifeboat.restore.PartLoader;
import dev.lifeboat.restore.RestorePlan;
import dev.lifeboat.restore.RestoreReport;
import dev.lifeboat.restore.TargetConnections;
import dev.lifeboat.secret.Secrets;
import dev.lifeboat.set.DatabaseRef;
import dev.lifeboat.set.Vault;
import io.temporal.activity.Activity;
import io.temporal.client.WorkflowClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Throw-away databases: one on the runbook's drill server, or a whole embedded server on the worker. Both are named by the
 * run, so that a repeat finds what it made, and carry the mark of a drill, without which nothing is ever removed.
 */
public final class DrillActivitiesImpl implements DrillActivities {
    private final Secrets secrets;
    private final PostgresConnector connector;
    private final ClientTools tools;
    private final Path folder;
    private final Clock clock;
    private final Chaos chaos;
    private final @Nullable String queue;

    /**
     * @param folder where embedded servers live on this worker
     * @param queue of this machine's workers alone; null: there are no others on the queue that they share
     */
    public DrillActivitiesImpl(
            Secrets secrets,
            PostgresConnector connector,
            ClientTools tools,
            Path folder,
            Clock clock,
            Chaos chaos,
            @Nullable String queue) {
        this.secrets = secrets;
        this.connector = connector;
        this.tools = tools;
        this.folder = folder;
        this.clock = clock;
        this.chaos = chaos;
        this.queue = queue;
    }

    @Override
    public ChosenSet choose(DrillRequest request) {
        OpenVault vault = OpenVault.of(Vault.of(request.runbook()), secrets);
        Selecting selecting = new Selecting(vault);
        Selecting.Chosen chosen = selecting.chosen(request.set(), new SecureRandom());
        // The restore would refuse it too, but only when there is a database for it.
        AuthenticatedSet set = selecting.authenticate(chosen);
        List<String> blockers = new ArrayList<>();
        Alarms.weigh(vault, set, request.despiteAlarm(), blockers, new ArrayList<>());
        if (!blockers.isEmpty()) {
            throw RestorePlan.refusal(blockers);
        }
        int every = request.options().breakGlassEvery();
        boolean byHand = every > 0 && earlier(vault, request).noneByHandIn(every - 1, request.name());
        List<String> warnings = new ArrayList<>(chosen.warnings());
        set.doubt().ifPresent(warnings::add);
        return new ChosenSet(chosen.set(), chosen.manifestSha256(), warnings, byHand);
    }

    private static EarlierDrills earlier(OpenVault vault, DrillRequest request) {
        return new EarlierDrills(vault, request.runbook().name());
    }

    @Override
    public SweepReport sweep(DrillRequest request) {
        Sweeper sweeper = new Sweeper(connector, new TemporalDrillRuns(client()), clock).folders(folder);
        String server = request.runbook().drillServer();
        return (server == null ? sweeper : sweeper.server(DatabaseRef.of(server))).report();
    }

    private static WorkflowClient client() {
        return Activity.getExecutionContext().getWorkflowClient();
    }

    @Override
    public ThrowAway provide(DrillRequest request, String runId) {
        String name = DrillMark.name(runId);
        String server = request.runbook().drillServer();
        if (server != null) {
            DrillServer drills = new DrillServer(connector, DatabaseRef.of(server));
            drills.create(runId, drills.now());
            return new ThrowAway(new DatabaseRef(server, name), name, false, null);
        }
        Path home = new DrillFolders(folder).create(runId, clock.instant());
        EmbeddedServer embedded = EmbeddedServer.start(home);
        try {
            Path reference = home.resolve("url");
            if (!Files.exists(reference)) {
                Files.createFile(
                        reference, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            }
            // The port may be another when the server had to be started again.
            Files.writeString(reference, embedded.url(name), StandardCharsets.US_ASCII);
            DrillServer own = new DrillServer(connector, new DatabaseRef("file:" + reference, "postgres"));
            own.create(runId, own.now());
            createRoles(request, own);
            return new ThrowAway(DatabaseRef.of("file:" + reference), name, true, queue);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public RestoreReport restoreByHand(DrillRequest request, ThrowAway throwAway, String runId) {
        Instant startedAt = clock.instant();
        OpenVault vault = OpenVault.of(Vault.of(request.runbook()), secrets);
        AuthenticatedSet set = authenticate(vault, request);
        DrillFolders folders = new DrillFolders(folder);
        try (Heartbeat heartbeat = Heartbeat.start();
                ByHand byHand = byHand(folders.create(runId, startedAt), runId, heartbeat)) {
            DrillServer server = new DrillServer(
                    connector,
                    throwAway.embedded()
                            ? new DatabaseRef(throwAway.target().url(), "postgres")
                            : DatabaseRef.of(throwAway.target().url()));
            if (server.holdsSomething(throwAway.name())) {
                server.drop(runId);
                server.create(runId, server.now());
            }
            byHand.restore(vault, set, connector.url(throwAway.target()), throwAway.embedded());
            Instant restoredAt = clock.instant();
            try (Connection connection = connector.connect(throwAway.target())) {
                CopyExamination examination = new CopyExamination(
                        connection, set.manifest(), request.runbook().phases(), heartbeat);
                return new HandReport(vault, request, runId, set.manifest(), set.manifestSha256())
                        .of(examination, TargetConnections.identify(connection), startedAt, restoredAt);
            }
        } catch (SQLException e) {
            throw DrillServer.failed(e);
        } finally {
            if (!throwAway.embedded()) {
                // Whoever drops the database later may be on another machine.
                folders.remove(runId);
            }
        }
    }

    /** An earlier try may have left a script that still runs. */
    private ByHand byHand(Path home, String runId, Heartbeat heartbeat) {
        Path own = home.resolve("by-hand");
        EmbeddedServer.destroy(own);
        return new ByHand(secrets, tools, own, DrillFolders.scratch(runId), heartbeat);
    }

    @Override
    public MutationReport tryGates(DrillRequest request, ThrowAway throwAway, String runId) {
        OpenVault vault = OpenVault.of(Vault.of(request.runbook()), secrets);
        Manifest manifest = authenticate(vault, request).manifest();
        try (Heartbeat heartbeat = Heartbeat.start();
                Connection connection = connector.connect(throwAway.target())) {
            heartbeat.onCancel(() -> PartLoader.cancel(connection));
            MutationReport report = new Mutating(
                            connection, runId, manifest, request.runbook().phases(), heartbeat, clock)
                    .tryOut(request.options().mutate());
            return earlier(vault, request)
                    .compared(report, runId.substring(0, runId.lastIndexOf('/')), clock.instant());
        } catch (SQLException e) {
            throw DrillServer.failed(e);
        }
    }

    @Override
    public String killWorker(ThrowAway throwAway) {
        return chaos.kill(throwAway.target());
    }

    @Override
    public DrillEvidence evidence(Vault vault, String object) {
        byte[] report =
                SetObjects.readSmall(OpenVault.of(vault, secrets).recording().store(), object);
        return new DrillEvidence(object, Digests.sha256(report), HandReport.nonce());
    }

    @Override
    public void destroy(DrillRequest request, String runId) {
        String server = request.runbook().drillServer();
        if (server != null) {
            new DrillServer(connector, DatabaseRef.of(server)).drop(runId);
        }
        new DrillFolders(folder).remove(runId);
    }

    @Override
    public DrillReport report(Vault vault, DrillReport report) {
        OpenVault open = OpenVault.of(vault, secrets).recording();
        DrillReport placed = new Reports(open).write(report);
        RestoreReport restore = report.restore();
        if (report.proven() && restore != null && report.signOff().isEmpty()) {
            new Marks(open)
                    .add(new Mark(
                                    MarkKind.PROVEN,
                                    report.setId(),
                                    restore.manifestSha256(),
                                    report.runId(),
                                    clock.instant(),
                                    placed.object())
                            .readFrom(vault.soleStore()));
        }
        return placed;
    }

    /** An embedded server knows none of the source's roles; they come without login, for owners, grants and policies. */
    private void createRoles(DrillRequest request, DrillServer server) {
        OpenVault vault = OpenVault.of(Vault.of(request.runbook()), secrets);
        authenticate(vault, request).manifest().source().roles().forEach(server::createRole);
    }

    private static AuthenticatedSet authenticate(OpenVault vault, DrillRequest request) {
        Selecting selecting = new Selecting(vault);
        return selecting.authenticate(selecting.chosen(request.set()), request.manifestSha256());
    }
}
