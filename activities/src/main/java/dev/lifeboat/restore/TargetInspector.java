package dev.lifeboat.restore;

import static dev.lifeboat.error.ErrorCode.ALREADY_RUNNING;
import static dev.lifeboat.error.ErrorCode.RUNBOOK_INVALID;
import static dev.lifeboat.error.ErrorCode.TARGET_IS_SOURCE;
import static dev.lifeboat.error.ErrorCode.TARGET_NOT_EMPTY;
import static dev.lifeboat.error.ErrorCode.TARGET_UNSUITABLE;
import static dev.lifeboat.error.ErrorCode.USAGE;

import dev.lifeboat.archive.Manifest;
import dev.lifeboat.archive.SourceInfo;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.postgres.ClientTools;
import dev.lifeboat.runbook.ByteCount;
import dev.lifeboat.runbook.Quota;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What stands in the way of restoring a set into a target. Looks, and changes nothing. */
final class TargetInspector {
    private final Connection connection;
    private final Manifest manifest;
    private final RestoreRequest request;
    private final TargetFitness fitness;
    private final List<String> blockers = new ArrayList<>();

    TargetInspector(Connection connection, Manifest manifest, RestoreRequest request) {
        this.connection = connection;
        this.manifest = manifest;
        this.request = request;
        this.fitness = new TargetFitness(connection, manifest, request.rights());
    }

    /**
     * Each blocker begins with its error code; none: the restore can be done.
     *
     * @param execution the start of the run that asks; null while it is only planned
     */
    List<String> blockers(TargetIdentity target, String runId, @Nullable String execution, ClientTools tools) {
        SourceInfo source = manifest.source();
        boolean same = target.systemIdentifier().equals(source.systemIdentifier())
                && target.databaseOid() == source.databaseOid();
        if (same && !target.database().equals(request.breakGlass())) {
            block(TARGET_IS_SOURCE, "the target is the very database that the set was taken from");
        }
        String typed = request.breakGlass();
        if (typed != null && !typed.equals(target.database())) {
            block(USAGE, "after --break-glass you typed " + typed + ", and the target is " + target.database());
        }
        if (!manifest.content().definitions()) {
            block(
                    TARGET_UNSUITABLE,
                    "set " + manifest.set()
                            + " holds rows without definitions: it cannot make a database; --data-only fills a schema that is there, or choose a set that has"
                            + " both");
        }
        content(target, runId, execution);
        blockers.addAll(fitness.blockers(target));
        PhaseLayout.unknownTables(manifest, request.runbook().phases())
                .forEach(name -> block(RUNBOOK_INVALID, "phase " + name + " is not a table of set " + manifest.set()));
        tools.require("pg_restore", source.serverVersion());
        return List.copyOf(blockers);
    }

    private void content(TargetIdentity target, String runId, @Nullable String execution) {
        boolean broken = target.database().equals(request.breakGlass());
        Optional<TargetMarker> found = TargetMarker.find(connection);
        if (found.isPresent()) {
            TargetMarker marker = found.get();
            boolean own = marker.runId().equals(runId) && marker.execution().equals(execution);
            if (!own) {
                foreign(marker, runId, broken);
            }
            return;
        }
        List<String> content = TargetObjects.content(connection);
        if (!content.isEmpty() && !broken) {
            block(TARGET_NOT_EMPTY, target.database() + " holds " + String.join(", ", content));
        }
    }

    /** Another run, or an earlier start of this one, holds the target. */
    private void foreign(TargetMarker marker, String runId, boolean broken) {
        if (request.startOver()) {
            if (!marker.openedPhases().isEmpty()) {
                block(TARGET_UNSUITABLE, StartOver.opened(marker));
            }
        } else if (request.resume()) {
            if (!marker.manifestSha256().isEmpty() && !marker.setId().equals(manifest.set())) {
                block(TARGET_NOT_EMPTY, "the target was begun with set " + marker.setId() + ", not " + manifest.set());
            }
        } else if (!broken) {
            String state = "run " + marker.runId() + " left the target half-restored with set " + marker.setId();
            if (marker.runId().equals(runId)) {
                block(TARGET_NOT_EMPTY, state + "; --resume goes on with it, --start-over drops what it made");
            } else {
                // The same database under another name, or another runbook's: that run may well be alive.
                block(
                        ALREADY_RUNNING,
                        "run " + marker.runId() + " holds this database with set " + marker.setId()
                                + "; once it is over, --resume goes on with it and --start-over drops what it made");
            }
        }
    }

    /** What a commander should know before starting. */
    List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        if (!manifest.content().holdsEverything()) {
            warnings.add(
                    "the set does not hold everything: " + manifest.content().describe());
        }
        if (!request.selection().equals(Selection.ALL)) {
            warnings.add(
                    request.selection().rows()
                            ? "only the rows of "
                                    + String.join(", ", request.selection().tables()) + " come back"
                            : "no row comes back, only definitions");
        }
        manifest.outside().forEach(outside -> warnings.add(outside.describe()));
        warnings.addAll(fitness.warnings());
        warnings.addAll(new TargetRoom(connection, manifest, quota()).warnings());
        return warnings;
    }

    /** The runbook speaks of the target that it declares, and of no other. */
    private @Nullable ByteCount quota() {
        Quota quota = request.runbook().health().quota();
        return quota != null && request.target().url().equals(request.runbook().target()) ? quota.target() : null;
    }

    private void block(ErrorCode code, String message) {
        blockers.add(code.name() + ": " + message);
    }
}
