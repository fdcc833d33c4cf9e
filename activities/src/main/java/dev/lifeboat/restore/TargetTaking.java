package dev.lifeboat.restore;

import static dev.lifeboat.error.ErrorCode.ALREADY_RUNNING;
import static dev.lifeboat.error.ErrorCode.TARGET_CHANGED;
import static dev.lifeboat.error.ErrorCode.TARGET_NOT_EMPTY;

import dev.lifeboat.archive.Manifest;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.set.DatabaseRef;
import java.sql.Connection;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Takes a target for a run: new, resumed, started over, or freshly made beside one with data. */
final class TargetTaking {
    private final TargetConnections connections;
    private final RestoreRequest request;
    private final RestorePlan plan;
    private final String runId;
    private final String execution;

    TargetTaking(
            TargetConnections connections, RestoreRequest request, RestorePlan plan, String runId, String execution) {
        this.connections = connections;
        this.request = request;
        this.plan = plan;
        this.runId = runId;
        this.execution = execution;
    }

    PreparedTarget take(Manifest manifest, Instant now) {
        if (plan.target().database().equals(request.breakGlass())) {
            renameAside(now);
        }
        try (Closing session = new Closing(connections.openUnclaimed(request.target()))) {
            Connection connection = session.connection();
            TargetIdentity found = TargetConnections.identify(connection);
            if (request.breakGlass() == null && !TargetConnections.sameDatabase(plan.target(), found)) {
                throw new LifeboatException(
                        TARGET_CHANGED, "the address leads to another database than the planned one");
            }
            TargetMarker.lock(connection);
            TargetMarker marker = mark(connection, manifest);
            return new PreparedTarget(found, marker.token(), marker.openedPhases());
        }
    }

    private TargetMarker mark(Connection connection, Manifest manifest) {
        Optional<TargetMarker> there = TargetMarker.find(connection);
        if (there.isPresent()) {
            TargetMarker marker = there.get();
            if (marker.runId().equals(runId) && marker.execution().equals(execution)) {
                return marker;
            }
            if (request.startOver()) {
                StartOver.drop(connection);
            } else if (request.resume() && marker.manifestSha256().equals(plan.manifestSha256())) {
                return Sql.transaction(connection, () -> marker.takeOver(connection, runId, execution));
            } else {
                throw new LifeboatException(
                        ALREADY_RUNNING, "run " + marker.runId() + " holds the target; --resume or --start-over");
            }
        }
        List<String> content = TargetObjects.content(connection);
        if (!content.isEmpty()) {
            throw new LifeboatException(
                    TARGET_NOT_EMPTY, plan.target().database() + " holds " + String.join(", ", content));
        }
        return Sql.transaction(
                connection,
                () -> TargetMarker.create(
                        connection,
                        runId,
                        execution,
                        plan.setId(),
                        plan.manifestSha256(),
                        PhaseLayout.of(manifest, request.runbook().phases())));
    }

    /**
     * Break-glass never drops: the old database stays under another name. A repeat after the rename finds the new, empty one
     * and renames nothing.
     */
    private void renameAside(Instant now) {
        String name = plan.target().database();
        try (Closing session = new Closing(
                connections.openUnclaimed(new DatabaseRef(request.target().url(), "postgres")))) {
            Connection connection = session.connection();
            List<Long> oids = Sql.query(
                    connection, "SELECT oid::bigint FROM pg_database WHERE datname = ?", row -> row.getLong(1), name);
            if (oids.equals(List.of(plan.target().databaseOid()))) {
                String aside = name + "_before_"
                        + DateTimeFormatter.ofPattern("yyyyMMdd_HHmmss", Locale.ROOT)
                                .format(now.atZone(ZoneOffset.UTC));
                Sql.query(
                        connection,
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = ? AND pid <> pg_backend_pid()",
                        row -> row.getBoolean(1),
                        name);
                Sql.execute(
                        connection,
                        "ALTER DATABASE " + TargetNames.quote(connection, name) + " RENAME TO "
                                + TargetNames.quote(connection, aside));
            }
            if (!Sql.holds(connection, "SELECT true FROM pg_database WHERE datname = ?", name)) {
                Sql.execute(
                        connection, "CREATE DATABASE " + TargetNames.quote(connection, name) + " TEMPLATE template0");
            }
        }
    }
}
