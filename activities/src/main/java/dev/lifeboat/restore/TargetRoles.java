package dev.lifeboat.restore;

import dev.lifeboat.archive.Manifest;
import dev.lifeboat.archive.RoleInfo;
import java.sql.Connection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The set's roles that a target lacks. They are made without a password, so that nobody can log in as one where a password is
 * asked for, and never as superusers.
 */
final class TargetRoles {
    private final Connection connection;
    private final Manifest manifest;
    private final Rights rights;

    TargetRoles(Connection connection, Manifest manifest, Rights rights) {
        this.rights = rights;
        this.connection = connection;
        this.manifest = manifest;
    }

    /** Those that the set describes and the target does not have; a role with another name there has to be there. */
    List<RoleInfo> missing() {
        Set<String> there = new HashSet<>(Sql.strings(connection, "SELECT rolname FROM pg_roles"));
        return manifest.roles().stream()
                .filter(role -> !there.contains(role.name()) && !rights.map().containsKey(role.name()))
                .toList();
    }

    /** Makes them, with their memberships, in one transaction. A role of the target stays as it is. */
    void make() {
        List<RoleInfo> missing = missing();
        Sql.transaction(connection, () -> {
            boolean all = Sql.holds(connection, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user");
            for (RoleInfo role : missing) {
                Sql.execute(
                        connection,
                        "CREATE ROLE " + TargetNames.quote(connection, role.name()) + " " + role.options(all));
            }
            for (RoleInfo role : missing) {
                for (String group : role.memberOf()) {
                    Sql.execute(
                            connection,
                            "GRANT " + TargetNames.quote(connection, rights.inTarget(group)) + " TO "
                                    + TargetNames.quote(connection, role.name()));
                }
                if (!all) {
                    // To hand objects to a role one has to be its member; PostgreSQL 16 no longer makes its creator
                    // one.
                    Sql.execute(connection, "GRANT " + TargetNames.quote(connection, role.name()) + " TO CURRENT_USER");
                }
            }
            return missing.size();
        });
    }
}
