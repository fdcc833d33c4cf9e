package dev.lifeboat.restore;

import static dev.lifeboat.error.ErrorCode.PRIVILEGE_MISSING;
import static dev.lifeboat.error.ErrorCode.TARGET_UNSUITABLE;

import dev.lifeboat.archive.LargeObjects;
import dev.lifeboat.archive.Manifest;
import dev.lifeboat.archive.RoleInfo;
import dev.lifeboat.archive.SourceInfo;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.postgres.CopyEncoding;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Whether a server could take a set, whatever else it holds: version, roles, rights, extensions, settings. Looks only. */
final class TargetFitness {
    private final Connection connection;
    private final Manifest manifest;
    private final Rights rights;
    private final List<String> blockers = new ArrayList<>();

    TargetFitness(Connection connection, Manifest manifest, Rights rights) {
        this.connection = connection;
        this.manifest = manifest;
        this.rights = rights;
    }

    /** What a restore would fail at; each begins with its error code. */
    List<String> blockers(TargetIdentity target) {
        SourceInfo source = manifest.source();
        if (target.serverVersion() / 10000 < source.serverVersion() / 10000) {
            block(
                    TARGET_UNSUITABLE,
                    "the target's PostgreSQL " + target.serverVersion() / 10000 + " is older than the source's "
                            + source.serverVersion() / 10000);
        }
        role(source);
        environment(source);
        if (!rights.map().isEmpty() && manifest.tables().stream().anyMatch(LargeObjects::contains)) {
            block(TARGET_UNSUITABLE, "role-map does not reach owners and rights of large objects; restore without it");
        }
        return List.copyOf(blockers);
    }

    /** What would be otherwise than at the source. */
    List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        String collation = Sql.strings(
                        connection,
                        "SELECT datcollate || coalesce(' ' || (to_jsonb(d) ->> 'datcollversion'), '') FROM pg_database d"
                                + " WHERE datname = current_database()")
                .get(0);
        if (!collation.equals(manifest.source().collation())) {
            warnings.add("collation differs: target " + collation + ", source "
                    + manifest.source().collation()
                    + "; text may sort differently, indexes are built for the target's");
        }
        Surroundings surroundings = new Surroundings(connection, manifest.source());
        warnings.addAll(surroundings.collations());
        warnings.addAll(surroundings.tablespaces());
        List<RoleInfo> made = rights.roles() ? new TargetRoles(connection, manifest, rights).missing() : List.of();
        if (!made.isEmpty()) {
            warnings.add("roles will be made, without passwords: "
                    + made.stream().map(RoleInfo::name).collect(Collectors.joining(", ")));
        }
        made.stream()
                .filter(RoleInfo::superuser)
                .forEach(
                        role -> warnings.add("role " + role.name() + " is a superuser at the source; it will be none"));
        boolean superuser = Sql.holds(connection, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user");
        made.stream()
                .filter(role -> !superuser && !role.options(false).equals(role.options(true)))
                .forEach(role -> warnings.add("role " + role.name() + " will be made as " + role.options(false)
                        + ": only a superuser may make it " + role.options(true)));
        extensionVersions(superuser, warnings);
        preloaded(warnings);
        return warnings;
    }

    private void extensionVersions(boolean superuser, List<String> warnings) {
        for (String extension : manifest.source().extensions()) {
            String name = extension.substring(0, extension.lastIndexOf(' '));
            String version = extension.substring(extension.lastIndexOf(' ') + 1);
            List<String> offered = Sql.strings(
                    connection,
                    "SELECT coalesce(installed_version, default_version) FROM pg_available_extensions WHERE name = ?",
                    name);
            if (!offered.isEmpty() && !offered.get(0).equals(version)) {
                warnings.add("extension " + name + " is version " + version + " at the source, " + offered.get(0)
                        + " on the target");
            }
            boolean withheld = !superuser
                    && Sql.holds(
                            connection,
                            "SELECT coalesce(bool_and(v.superuser AND NOT v.trusted AND NOT v.installed), false)"
                                    + " FROM pg_available_extension_versions v JOIN pg_available_extensions e"
                                    + " ON e.name = v.name AND e.default_version = v.version WHERE v.name = ?",
                            name);
            if (withheld) {
                warnings.add("extension " + name
                        + " can be made by a superuser only, unless the provider allows it otherwise");
            }
        }
    }

    /** Where the role may not see the setting, nothing can be said of it. */
    private void preloaded(List<String> warnings) {
        List<String> here =
                Sql.strings(connection, "SELECT setting FROM pg_settings WHERE name = 'shared_preload_libraries'");
        for (String library : manifest.source().preloaded()) {
            boolean needed =
                    manifest.source().extensions().stream().anyMatch(extension -> extension.startsWith(library + " "));
            if (needed
                    && !here.isEmpty()
                    && !List.of(here.get(0).split(" *, *")).contains(library)) {
                warnings.add("shared_preload_libraries of the target lacks " + library + ", which its extension needs");
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
        List<String> strange = (rights.owners() ? source.owners() : List.<String>of())
                .stream()
                        .map(rights::inTarget)
                        .distinct()
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
        List<String> applications = rights.privileges() ? source.grantees() : source.policyRoles();
        if (applications.stream()
                .map(rights::inTarget)
                .anyMatch(grantee -> Sql.holds(connection, "SELECT current_user = ?", grantee))) {
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
        if (rights.roles()) {
            List<RoleInfo> made = new TargetRoles(connection, manifest, rights).missing();
            made.forEach(role -> roles.add(role.name()));
            if (!made.isEmpty()
                    && !Sql.holds(
                            connection,
                            "SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user")) {
                block(
                        PRIVILEGE_MISSING,
                        "the restore role may not create roles; ALTER ROLE … CREATEROLE, or make them first");
            }
        }
        List<String> missing = needed(source).stream()
                .map(rights::inTarget)
                .distinct()
                .filter(role -> !roles.contains(role))
                .toList();
        if (!missing.isEmpty()) {
            block(
                    TARGET_UNSUITABLE,
                    "roles are missing: " + String.join(", ", missing)
                            + "; create them first (CREATE ROLE … NOLOGIN is enough), or let --create-roles make them");
        }
        Set<String> available = new HashSet<>(Sql.strings(connection, "SELECT name FROM pg_available_extensions"));
        List<String> extensions = source.extensions().stream()
                .map(extension -> extension.substring(0, extension.lastIndexOf(' ')))
                .filter(extension -> !available.contains(extension))
                .toList();
        if (!extensions.isEmpty()) {
            block(TARGET_UNSUITABLE, "extensions are not installed: " + String.join(", ", extensions));
        }
        List<String> providers = new Surroundings(connection, source).missingLabelProviders();
        if (!providers.isEmpty()) {
            block(
                    TARGET_UNSUITABLE,
                    "the target has not loaded the providers of security labels: " + String.join(", ", providers)
                            + "; shared_preload_libraries must hold theirs");
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
        if (rights.owners() && rights.privileges()) {
            return new TreeSet<>(source.roles());
        }
        Set<String> needed = new TreeSet<>(source.policyRoles());
        if (rights.owners()) {
            needed.addAll(source.owners());
        }
        if (rights.privileges()) {
            needed.addAll(source.grantees());
        }
        return needed;
    }

    private void block(ErrorCode code, String message) {
        blockers.add(code.name() + ": " + message);
    }
}
