package dev.lifeboat.restore;

import static dev.lifeboat.error.ErrorCode.ALREADY_RUNNING;
import static dev.lifeboat.error.ErrorCode.PRIVILEGE_MISSING;
import static dev.lifeboat.error.ErrorCode.RUNBOOK_INVALID;
import static dev.lifeboat.error.ErrorCode.TARGET_IS_SOURCE;
import static dev.lifeboat.error.ErrorCode.TARGET_NOT_EMPTY;
import static dev.lifeboat.error.ErrorCode.TARGET_UNSUITABLE;

import dev.lifeboat.archive.LargeObjects;
import dev.lifeboat.archive.Manifest;
import dev.lifeboat.archive.SourceInfo;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.postgres.ClientTools;
import dev.lifeboat.postgres.CopyEncoding;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

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
        if (target.serverVersion() / 10000 < source.serverVersion() / 10000) {
            block(
                    TARGET_UNSUITABLE,
                    "the target's PostgreSQL " + target.serverVersion() / 10000 + " is older than the source's "
                            + source.serverVersion() / 10000);
        }
        if (!manifest.content().definitions()) {
            block(
                    TARGET_UNSUITABLE,
                    "set " + manifest.set()
                            + " holds rows without definitions: it cannot make a database; choose a set that has"
                            + " both");
        }
        content(target, runId, execution);
        role(source);
        environment(source);
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

    /** What the restore role may do, and must not be. */
    private void role(SourceInfo source) {
        if (Sql.holds(
                connection,
                "SELECT pg_is_in_recovery() OR current_setting('default_transaction_read_only')::boolean")) {
            block(TARGET_UNSUITABLE, "the target is read-only: a standby, or default_transaction_read_only is on");
        }
        if (Sql.holds(connection, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user")) {
            return;
        }
        String role =
                Sql.strings(connection, "SELECT quote_ident(current_user)").get(0);
        List<String> strange = (request.rights().owners() ? source.owners() : List.<String>of())
                .stream()
                        .filter(owner -> Sql.holds(
                                connection,
                                "SELECT NOT pg_has_role(current_user, oid, 'MEMBER') FROM pg_roles WHERE rolname = ?",
                                owner))
                        .toList();
        if (!strange.isEmpty()) {
            block(
                    PRIVILEGE_MISSING,
                    "the restore role cannot hand objects to " + String.join(", ", strange) + "; GRANT "
                            + String.join(", ", strange) + " TO " + role);
        }
        List<String> applications = request.rights().privileges() ? source.grantees() : source.policyRoles();
        if (applications.stream().anyMatch(grantee -> Sql.holds(connection, "SELECT current_user = ?", grantee))) {
            block(
                    TARGET_UNSUITABLE,
                    "the restore role " + role
                            + " is also an application's role (the set grants it rights): it would see rows"
                            + " before they are approved; CREATE ROLE lifeboat_restore LOGIN and restore as that");
        }
        if (manifest.tables().stream().anyMatch(LargeObjects::contains)
                && !Sql.holds(connection, "SELECT has_table_privilege('pg_largeobject', 'SELECT')")) {
            block(
                    PRIVILEGE_MISSING,
                    "the set holds large objects, which the restore role could not read back; GRANT SELECT ON"
                            + " pg_catalog.pg_largeobject TO " + role);
        }
        if (manifest.entries().stream().anyMatch(entry -> entry.type().equals("EVENT TRIGGER"))) {
            block(PRIVILEGE_MISSING, "the set holds event triggers, which only a superuser can make");
        }
    }

    private void environment(SourceInfo source) {
        Set<String> roles = new HashSet<>(Sql.strings(connection, "SELECT rolname FROM pg_roles"));
        List<String> missing =
                needed(source).stream().filter(role -> !roles.contains(role)).toList();
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
        boolean raw = source.encoding().equals(CopyEncoding.RAW);
        if (!encoding.equals(source.encoding()) && (raw || !encoding.equals("UTF8"))) {
            block(
                    TARGET_UNSUITABLE,
                    "the target's encoding is " + encoding + ", the source's " + source.encoding()
                            + (raw ? ", whose text may be any bytes; CREATE DATABASE … ENCODING 'SQL_ASCII'" : ""));
        }
        if (!Sql.holds(
                connection,
                "SELECT rolsuper OR has_database_privilege(current_database(), 'CREATE') FROM pg_roles WHERE rolname = current_user")) {
            block(PRIVILEGE_MISSING, "the restore role may not create schemas in the target");
        }
    }

    /** The roles without which a statement of the restore would fail. */
    private Set<String> needed(SourceInfo source) {
        if (request.rights().equals(Rights.ALL)) {
            return new TreeSet<>(source.roles());
        }
        Set<String> needed = new TreeSet<>(source.policyRoles());
        if (request.rights().owners()) {
            needed.addAll(source.owners());
        }
        if (request.rights().privileges()) {
            needed.addAll(source.grantees());
        }
        return needed;
    }

    /** What a commander should know before starting. */
    List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        if (!manifest.content().holdsEverything()) {
            warnings.add(
                    "the set does not hold everything: " + manifest.content().describe());
        }
        manifest.outside().forEach(outside -> warnings.add(outside.describe()));
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
