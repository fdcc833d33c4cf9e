package dev.lifeboat.drill;

import static dev.lifeboat.error.ErrorCode.TARGET_UNREACHABLE;

import dev.lifeboat.anomaly.Alarms;
import dev.lifeboat.archive.AuthenticatedSet;
import dev.lifeboat.archive.Digests;
import dev.lifeboat.archive.Manifest;
import dev.lifeboat.archive.Mark;
import dev.lifeboat.archive.MarkKind;
import dev.lifeboat.archive.Marks;
import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.catalogue.Selecting;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.postgres.EmbeddedServer;
import dev.lifeboat.postgres.PostgresConnector;
import dev.lifeboat.report.Reports;
import dev.lifeboat.restore.RestorePlan;
import dev.lifeboat.restore.RestoreReport;
import dev.lifeboat.secret.Secrets;
import dev.lifeboat.set.DatabaseRef;
import dev.lifeboat.set.Vault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/**
 * Throw-away databases: one on the runbook's drill server, or a whole embedded server on the worker. Both are named by the
 * run, so that a repeat finds what it made, and carry the mark of a drill, without which nothing is ever removed.
 */
public final class DrillActivitiesImpl implements DrillActivities {
    private static final String PREFIX = "lifeboat_drill_";
    private static final String MARK = "throw-away database of a Lifeboat drill: ";

    private final Secrets secrets;
    private final PostgresConnector connector;
    private final Path folder;
    private final Clock clock;

    /** @param folder where embedded servers live on this worker */
    public DrillActivitiesImpl(Secrets secrets, PostgresConnector connector, Path folder, Clock clock) {
        this.secrets = secrets;
        this.connector = connector;
        this.folder = folder;
        this.clock = clock;
    }

    @Override
    public ChosenSet choose(DrillRequest request) {
        OpenVault vault = OpenVault.of(Vault.of(request.runbook()), secrets);
        Selecting selecting = new Selecting(vault);
        Selecting.Chosen chosen = selecting.chosen(request.set(), new SecureRandom());
        // The restore would refuse it too, but only when there is a database for it.
        List<String> blockers = new ArrayList<>();
        Alarms.weigh(vault, selecting.authenticate(chosen), request.despiteAlarm(), blockers, new ArrayList<>());
        if (!blockers.isEmpty()) {
            throw RestorePlan.refusal(blockers);
        }
        return new ChosenSet(chosen.set(), chosen.manifestSha256(), chosen.warnings());
    }

    @Override
    public ThrowAway provide(DrillRequest request, String runId) {
        String name = name(runId);
        String server = request.runbook().drillServer();
        if (server != null) {
            createDatabase(server, name, runId);
            return new ThrowAway(new DatabaseRef(server, name), name, false);
        }
        Path home = folder.resolve(name);
        EmbeddedServer embedded = EmbeddedServer.start(home);
        try {
            Path reference = home.resolve("url");
            if (!Files.exists(reference)) {
                Files.createFile(
                        reference, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            }
            // The port may be another when the server had to be started again.
            Files.writeString(reference, embedded.url(name), StandardCharsets.US_ASCII);
            createDatabase("file:" + home.resolve("url"), "postgres", name, runId);
            createRoles(request, "file:" + reference);
            return new ThrowAway(DatabaseRef.of("file:" + reference), name, true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void destroy(DrillRequest request, String runId) {
        String name = name(runId);
        String server = request.runbook().drillServer();
        if (server == null) {
            EmbeddedServer.destroy(folder.resolve(name));
            return;
        }
        try (Connection connection = connector.connect(DatabaseRef.of(server));
                Statement statement = connection.createStatement()) {
            if (isOurs(connection, name)) {
                statement.execute("DROP DATABASE IF EXISTS " + quoted(connection, name) + " WITH (FORCE)");
            }
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    @Override
    public DrillReport report(Vault vault, DrillReport report) {
        OpenVault open = OpenVault.of(vault, secrets).recording();
        DrillReport placed = new Reports(open).write(report);
        RestoreReport restore = report.restore();
        if (report.proven() && restore != null) {
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

    private void createDatabase(String server, String name, String runId) {
        createDatabase(server, null, name, runId);
    }

    private void createDatabase(String server, @Nullable String maintenance, String name, String runId) {
        try (Connection connection = connector.connect(new DatabaseRef(server, maintenance));
                Statement statement = connection.createStatement()) {
            if (!exists(connection, name)) {
                statement.execute(
                        "CREATE DATABASE " + quoted(connection, name) + " TEMPLATE template0 ENCODING 'UTF8'");
            }
            String comment = connection.unwrap(PGConnection.class).escapeLiteral(MARK + runId);
            statement.execute("COMMENT ON DATABASE " + quoted(connection, name) + " IS '" + comment + "'");
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    /** An embedded server knows none of the source's roles; they come without login, for owners, grants and policies. */
    private void createRoles(DrillRequest request, String reference) {
        OpenVault vault = OpenVault.of(Vault.of(request.runbook()), secrets);
        Selecting selecting = new Selecting(vault);
        AuthenticatedSet set = selecting.authenticate(selecting.chosen(request.set()), request.manifestSha256());
        Manifest manifest = set.manifest();
        try (Connection connection = connector.connect(DatabaseRef.of(reference));
                Statement statement = connection.createStatement()) {
            for (String role : manifest.source().roles()) {
                if (!one(connection, "SELECT 1 FROM pg_catalog.pg_roles WHERE rolname = ?", role)) {
                    statement.execute("CREATE ROLE " + quoted(connection, role) + " NOLOGIN");
                }
            }
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    private static boolean exists(Connection connection, String name) throws SQLException {
        return one(connection, "SELECT 1 FROM pg_catalog.pg_database WHERE datname = ?", name);
    }

    private static boolean isOurs(Connection connection, String name) throws SQLException {
        return one(
                connection,
                "SELECT 1 FROM pg_catalog.pg_database WHERE datname = ? AND pg_catalog.starts_with("
                        + "pg_catalog.shobj_description(oid, 'pg_database'), '" + MARK + "')",
                name);
    }

    private static boolean one(Connection connection, String sql, String parameter) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, parameter);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next();
            }
        }
    }

    private static String quoted(Connection connection, String name) throws SQLException {
        return connection.unwrap(PGConnection.class).escapeIdentifier(name);
    }

    private static String name(String runId) {
        return PREFIX + Digests.sha256(runId.getBytes(StandardCharsets.UTF_8)).substring(0, 16);
    }

    private static LifeboatException failed(SQLException e) {
        boolean gone = String.valueOf(e.getSQLState()).startsWith("08");
        return new LifeboatException(
                gone ? TARGET_UNREACHABLE : ErrorCode.STATEMENT_FAILED,
                "the drill server says: " + PostgresConnector.firstLine(e),
                e);
    }
}
