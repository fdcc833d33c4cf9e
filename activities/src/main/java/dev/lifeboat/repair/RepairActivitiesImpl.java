package dev.lifeboat.repair;

import static dev.lifeboat.error.ErrorCode.TARGET_UNSUITABLE;

import dev.lifeboat.activity.Heartbeat;
import dev.lifeboat.anomaly.Alarms;
import dev.lifeboat.archive.AuthenticatedSet;
import dev.lifeboat.archive.LargeObjects;
import dev.lifeboat.archive.Manifest;
import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.archive.TableInfo;
import dev.lifeboat.audit.DamagedStores;
import dev.lifeboat.catalogue.Selecting;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.postgres.CopyEncoding;
import dev.lifeboat.report.Reports;
import dev.lifeboat.restore.Closing;
import dev.lifeboat.restore.LoadPart;
import dev.lifeboat.restore.LoadReceipt;
import dev.lifeboat.restore.PartCopy;
import dev.lifeboat.restore.PartLoader;
import dev.lifeboat.restore.PhaseLayout.PhaseTables;
import dev.lifeboat.restore.PinnedSets;
import dev.lifeboat.restore.Sql;
import dev.lifeboat.restore.SqlLoader;
import dev.lifeboat.restore.TargetConnections;
import dev.lifeboat.restore.TargetIdentity;
import dev.lifeboat.restore.TargetNames;
import dev.lifeboat.secret.Secrets;
import dev.lifeboat.set.Form;
import dev.lifeboat.set.Vault;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.postgresql.PGConnection;

/** The work of a repair, on whatever worker picks it up. Thread-safe. */
public final class RepairActivitiesImpl implements RepairActivities {
    private final Secrets secrets;
    private final TargetConnections connections;
    private final PinnedSets sets;
    private final Clock clock;
    private final DamagedStores damaged;

    public RepairActivitiesImpl(Secrets secrets, TargetConnections connections, PinnedSets sets, Clock clock) {
        this.secrets = secrets;
        this.connections = connections;
        this.sets = sets;
        this.clock = clock;
        this.damaged = new DamagedStores(secrets, clock);
    }

    @Override
    public RepairPlan plan(RepairRequest request) {
        OpenVault vault = OpenVault.of(Vault.of(request.runbook()), secrets);
        Selecting selecting = new Selecting(vault);
        Selecting.Chosen chosen = selecting.chosen(request.set());
        AuthenticatedSet set = selecting.authenticate(chosen);
        Manifest manifest = set.manifest();
        vault.opener();
        List<String> blockers = new ArrayList<>();
        List<String> warnings = new ArrayList<>(chosen.warnings());
        set.doubt().ifPresent(warnings::add);
        Alarms.weigh(vault, set, request.despiteAlarm(), blockers, warnings);
        if (!manifest.content().rows()) {
            blockers.add(TARGET_UNSUITABLE.name() + ": set " + manifest.set() + " holds no rows");
        }
        try (Closing session = new Closing(connections.openUnclaimed(request.target()))) {
            TargetIdentity target = TargetConnections.identify(session.connection());
            RepairedTables finder = new RepairedTables(session.connection(), manifest);
            List<RepairStage> stages = new ArrayList<>();
            if (blockers.isEmpty()) {
                RepairStages.of(session.connection(), manifest, request).forEach((name, tables) -> {
                    List<LoadPart> parts = parts(manifest, finder.find(tables, request.deleteExtra()));
                    long rows =
                            parts.stream().mapToLong(part -> part.part().rows()).sum();
                    stages.add(new RepairStage(name, tables, parts.size(), rows));
                });
            }
            if (blockers.isEmpty() && stages.isEmpty()) {
                blockers.add(TARGET_UNSUITABLE.name() + ": set " + manifest.set() + " holds no rows of any table");
            }
            if (request.phased() && manifest.tables().stream().anyMatch(LargeObjects::contains)) {
                warnings.add("large objects are not brought into a schema that is there");
            }
            blockers.addAll(finder.blockers());
            warnings.addAll(finder.warnings());
            return new RepairPlan(
                    manifest.set(),
                    set.manifestSha256(),
                    manifest.snapshot().takenAt(),
                    target,
                    stages,
                    blockers,
                    warnings);
        }
    }

    @Override
    public void prepare(RepairTask task) {
        try (Closing session = open(task)) {
            SideSchema.make(session.connection(), task, tables(session.connection(), task));
        }
    }

    @Override
    public LoadReceipt load(RepairTask task, int number) {
        DamagedStores.Watch watch = watch(task);
        OpenVault vault = watch.vault();
        try (Heartbeat heartbeat = Heartbeat.start();
                Closing session = open(task)) {
            Manifest manifest = manifest(vault, task);
            Connection connection = session.connection();
            SideSchema.require(connection, task);
            List<RepairedTable> tables = tables(connection, task);
            LoadPart part = parts(manifest, tables).get(number);
            try {
                Sql.transaction(connection, () -> load(connection, tables, part, manifest, vault, heartbeat));
            } catch (RuntimeException e) {
                throw heartbeat.explain(e);
            }
            return new LoadReceipt(part.part().rows(), part.part().bytes(), watch.warnings());
        }
    }

    private static long load(
            Connection connection,
            List<RepairedTable> tables,
            LoadPart load,
            Manifest manifest,
            OpenVault vault,
            Heartbeat heartbeat)
            throws SQLException {
        int inserted = Sql.execute(
                connection,
                "INSERT INTO _lifeboat_repair.part VALUES (?) ON CONFLICT DO NOTHING",
                load.part().place());
        if (inserted == 0) {
            return 0;
        }
        if (load.sql()) {
            new SqlLoader(connection, load, heartbeat, table -> aside(connection, tables, table)).load(vault, manifest);
            return load.part().rows();
        }
        TableInfo table = load.tables().get(0);
        return PartCopy.into(
                connection, () -> aside(connection, tables, table), manifest, table, load.part(), vault, heartbeat);
    }

    /** The COPY of a set's table into its side table. */
    private static String aside(Connection connection, List<RepairedTable> tables, TableInfo info) throws SQLException {
        RepairedTable table = tables.stream()
                .filter(candidate -> candidate.infos().stream().anyMatch(own -> own.oid() == info.oid()))
                .findFirst()
                .orElseThrow();
        String columns = info.columns().stream()
                .map(column -> TargetNames.quote(connection, column))
                .collect(Collectors.joining(", "));
        return "COPY " + table.side() + (columns.isEmpty() ? "" : " (" + columns + ")") + " FROM STDIN"
                + CopyEncoding.option(connection.unwrap(PGConnection.class));
    }

    @Override
    public RepairComparison compare(RepairTask task) {
        try (Heartbeat heartbeat = Heartbeat.start();
                Closing session = open(task)) {
            return mending(session.connection(), task, heartbeat).compare();
        }
    }

    @Override
    public RepairReceipt apply(RepairTask task, String evidence) {
        try (Heartbeat heartbeat = Heartbeat.start();
                Closing session = open(task)) {
            return mending(session.connection(), task, heartbeat)
                    .apply(evidence, OpenVault.of(task.vault(), secrets), clock.instant());
        }
    }

    @Override
    public List<String> settle(RepairTask task, boolean sequences) {
        try (Heartbeat heartbeat = Heartbeat.start();
                Closing session = open(task)) {
            Connection connection = session.connection();
            if (!SideSchema.owned(connection, task)) {
                return List.of();
            }
            if (sequences) {
                manifest(watch(task).vault(), task)
                        .sequences()
                        .forEach(sequence -> RepairedSequences.moveAhead(connection, sequence));
            }
            List<String> open = WaitingKeys.settle(connection);
            heartbeat.moved(1, 0);
            return open;
        }
    }

    @Override
    public void discard(RepairTask task) {
        try (Closing session = new Closing(connections.openUnclaimed(task.target()))) {
            SideSchema.drop(session.connection(), task);
        }
    }

    @Override
    public RepairReport writeReport(Vault vault, RepairReport report) {
        return new Reports(OpenVault.of(vault, secrets).recording()).write(report);
    }

    private Mending mending(Connection connection, RepairTask task, Heartbeat heartbeat) {
        SideSchema.require(connection, task);
        heartbeat.onCancel(() -> PartLoader.cancel(connection));
        List<RepairedTable> tables = tables(connection, task);
        int parts = parts(manifest(watch(task).vault(), task), tables).size();
        return new Mending(connection, task, tables, parts, heartbeat);
    }

    private Closing open(RepairTask task) {
        Closing session = new Closing(connections.openUnclaimed(task.target()));
        try {
            TargetConnections.requireIdentity(session.connection(), task.identity());
            return session;
        } catch (RuntimeException e) {
            Sql.closeAfter(session.connection(), e);
            throw e;
        }
    }

    private List<RepairedTable> tables(Connection connection, RepairTask task) {
        Manifest manifest = manifest(watch(task).vault(), task);
        RepairedTables finder = new RepairedTables(connection, manifest);
        List<RepairedTable> tables = finder.find(task.tables(), task.deleteExtra());
        if (!finder.blockers().isEmpty()) {
            throw new LifeboatException(
                    ErrorCode.TARGET_CHANGED,
                    "the target has changed since the plan: "
                            + finder.blockers().get(0));
        }
        return tables;
    }

    private DamagedStores.Watch watch(RepairTask task) {
        return damaged.watch(OpenVault.of(task.vault(), secrets), task.audit(), task.setId(), task.runId());
    }

    private Manifest manifest(OpenVault vault, RepairTask task) {
        return sets.manifest(vault, task.setId(), task.manifestSha256());
    }

    /** In one order, whoever asks. */
    private static List<LoadPart> parts(Manifest manifest, List<RepairedTable> tables) {
        return new PhaseTables(
                        "repair",
                        tables.stream().flatMap(table -> table.infos().stream()).toList(),
                        manifest.content().form() == Form.SQL ? manifest.sql() : null)
                .parts();
    }
}
