package dev.lifeboat.restore;

import static dev.lifeboat.error.ErrorCode.PRIVILEGE_MISSING;
import static dev.lifeboat.error.ErrorCode.RUNBOOK_INVALID;
import static dev.lifeboat.error.ErrorCode.TARGET_IS_SOURCE;
import static dev.lifeboat.error.ErrorCode.TARGET_NOT_EMPTY;
import static dev.lifeboat.error.ErrorCode.TARGET_UNSUITABLE;

import dev.lifeboat.archive.Manifest;
import dev.lifeboat.archive.SourceInfo;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.postgres.ClientTools;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What stands in the way of restoring a set into a target. Looks, and changes nothing. */
final class TargetInspector {
    private final Connection connection;
    private final Manifest manifest;
    private final RestoreRequest request;
    private final List<String> blockers = new ArrayList<>();

    TargetInspector(Connection connection, Manifest manifest, RestoreRequest request) {
        this.connection = connection;
        this.manifest = manifest;
        this.request = request;
    }

    /** Each blocker begins with its error code; none: the restore can be done. */
    List<String> blockers(TargetIdentity target, String runId, ClientTools tools) {
        SourceInfo source = manifest.source();
        boolean same = target.systemIdentifier().equals(source.systemIdentifier())
                && target.databaseOid() == source.databaseOid();
        if (same && !target.database().equals(request.breakGlass())) {
            block(TARGET_IS_SOURCE, "the target is the very database that the set was taken from");
        }
        if (target.serverVersion() / 10000 < source.serverVersion() / 10000) {
            block(
                    TARGET_UNSUITABLE,
                    "the target's PostgreSQL " + target.serverVersion() / 10000 + " is older than the source's "
                            + source.serverVersion() / 10000);
        }
        content(target, runId);
        environment(source);
        PhaseLayout.unknownTables(manifest, request.runbook().phases())
                .forEach(name -> block(RUNBOOK_INVALID, "phase " + name + " is not a table of set " + manifest.set()));
        tools.require("pg_restore", source.serverVersion());
        return List.copyOf(blockers);
    }

    private void content(TargetIdentity target, String runId) {
        Optional<TargetMarker> marker = TargetMarker.find(connection);
        if (marker.isPresent()) {
            boolean own = marker.get().runId().equals(runId) && (request.resume() || request.startOver());
            if (!own && !request.resume() && !request.startOver()) {
                block(
                        TARGET_NOT_EMPTY,
                        "run " + marker.get().runId() + " left the target half-restored with set "
                                + marker.get().setId() + "; --resume goes on with it, --start-over drops what it made");
            }
            if (request.resume()
                    && !marker.get().manifestSha256().isEmpty()
                    && !marker.get().setId().equals(manifest.set())) {
                block(
                        TARGET_NOT_EMPTY,
                        "the target was begun with set " + marker.get().setId() + ", not " + manifest.set());
            }
            return;
        }
        List<String> content = TargetObjects.content(connection);
        boolean broken = target.database().equals(request.breakGlass());
        if (!content.isEmpty() && !broken) {
            block(TARGET_NOT_EMPTY, target.database() + " holds " + String.join(", ", content));
        }
    }

    private void environment(SourceInfo source) {
        Set<String> roles = new HashSet<>(Sql.strings(connection, "SELECT rolname FROM pg_roles"));
        List<String> missing =
                source.roles().stream().filter(role -> !roles.contains(role)).toList();
        if (!missing.isEmpty()) {
            block(
                    TARGET_UNSUITABLE,
                    "roles are missing: " + String.join(", ", missing)
                            + "; create them first (CREATE ROLE … NOLOGIN is enough)");
        }
        Set<String> available = new HashSet<>(Sql.strings(connection, "SELECT name FROM pg_available_extensions"));
        List<String> extensions = source.extensions().stream()
                .map(extension -> extension.substring(0, extension.lastIndexOf(' ')))
                .filter(extension -> !available.contains(extension))
                .toList();
        if (!extensions.isEmpty()) {
            block(TARGET_UNSUITABLE, "extensions are not installed: " + String.join(", ", extensions));
        }
        String encoding = Sql.strings(
                        connection,
                        "SELECT pg_encoding_to_char(encoding) FROM pg_database WHERE datname = current_database()")
                .get(0);
        if (!encoding.equals(source.encoding()) && !encoding.equals("UTF8")) {
            block(TARGET_UNSUITABLE, "the target's encoding is " + encoding + ", the source's " + source.encoding());
        }
        if (!Sql.holds(
                connection,
                "SELECT rolsuper OR has_database_privilege(current_database(), 'CREATE') FROM pg_roles WHERE rolname = current_user")) {
            block(PRIVILEGE_MISSING, "the restore role may not create schemas in the target");
        }
    }

    /** What a commander should know before starting. */
    List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        if (!Sql.holds(connection, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user")) {
            warnings.add("the restore role is not a superuser: it must be a member of every role that owns something");
        }
        String collation = Sql.strings(
                        connection,
                        "SELECT datcollate || coalesce(' ' || datcollversion, '') FROM pg_database WHERE datname = current_database()")
                .get(0);
        if (!collation.equals(manifest.source().collation())) {
            warnings.add("collation differs: target " + collation + ", source "
                    + manifest.source().collation() + "; text may sort differently");
        }
        return warnings;
    }

    private void block(ErrorCode code, String message) {
        blockers.add(code.name() + ": " + message);
    }
}
