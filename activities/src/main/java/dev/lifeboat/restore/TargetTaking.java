package dev.lifeboat.restore;

import static dev.lifeboat.error.ErrorCode.ALREADY_RUNNING;
import static dev.lifeboat.error.ErrorCode.TARGET_CHANGED;
import static dev.lifeboat.error.ErrorCode.TARGET_NOT_EMPTY;

import dev.lifeboat.archive.Manifest;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.postgres.ClientTools;
import java.sql.Connection;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Takes a target for a run: new, resumed, started over, or freshly made beside one with data. */
final class TargetTaking {
    private final TargetConnections connections;
    private final RestoreRequest request;
    private final RestorePlan plan;
    private final String runId;
    private final String execution;
    private final ClientTools tools;

    /** @param execution one start of the workflow: another start has the same run id */
    TargetTaking(
            TargetConnections connections,
            RestoreRequest request,
            RestorePlan plan,
            String runId,
            String execution,
            ClientTools tools) {
        this.connections = connections;
        this.request = request;
        this.plan = plan;
        this.runId = runId;
        this.execution = execution;
        this.tools = tools;
    }

    /** @param startedAt when the run began */
    PreparedTarget take(Manifest manifest, Instant startedAt, Instant now) {
        String aside = plan.target().database().equals(request.breakGlass())
                ? new BreakGlass(connections, request, plan.target()).renameAside(now)
                : null;
        try {
            return takeEmpty(manifest, startedAt, aside);
        } catch (LifeboatException e) {
            throw aside == null
                    ? e
                    : new LifeboatException(
                            e.code(), e.getMessage() + "; what was in the target is in database " + aside, e);
        }
    }

    private PreparedTarget takeEmpty(Manifest manifest, Instant startedAt, @Nullable String aside) {
        try (Closing session = new Closing(connections.openUnclaimed(request.target()))) {
            Connection connection = session.connection();
            TargetIdentity found = TargetConnections.identify(connection);
            if (request.breakGlass() == null && !TargetConnections.sameDatabase(plan.target(), found)) {
                throw new LifeboatException(
                        TARGET_CHANGED, "the address leads to another database than the planned one");
            }
            if (found.serverVersion() / 10_000 != plan.target().serverVersion() / 10_000) {
                throw new LifeboatException(
                        TARGET_CHANGED,
                        "the target's server has version " + found.serverVersion() + ", and had "
                                + plan.target().serverVersion() + " when the restore was planned");
            }
            TargetMarker.lock(connection);
            // Hours may lie between plan and approval, and another run between them.
            refuse(new TargetInspector(connection, manifest, request).blockers(found, runId, execution, tools));
            if (request.rights().roles()) {
                new TargetRoles(connection, manifest, request.rights()).make();
            }
            TargetMarker marker = mark(connection, manifest, startedAt, aside);
            return new PreparedTarget(
                    found,
                    marker.token(),
                    marker.openedPhases(),
                    marker.begunAt().isBefore(startedAt.truncatedTo(ChronoUnit.MILLIS)) ? marker.begunAt() : null,
                    marker.putAside());
        }
    }

    private static void refuse(List<String> blockers) {
        if (!blockers.isEmpty()) {
            throw RestorePlan.refusal(blockers);
        }
    }

    private TargetMarker mark(Connection connection, Manifest manifest, Instant startedAt, @Nullable String aside) {
        Optional<TargetMarker> there = TargetMarker.find(connection);
        if (there.isPresent()) {
            TargetMarker marker = there.get();
            if (marker.runId().equals(runId) && marker.execution().equals(execution)) {
                return marker;
            }
            if (request.startOver()) {
                StartOver.drop(connection, marker);
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
                        PhaseLayout.of(manifest, request.runbook().phases()),
                        startedAt,
                        aside));
    }
}
