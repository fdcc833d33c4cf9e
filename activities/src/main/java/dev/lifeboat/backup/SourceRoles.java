package dev.lifeboat.backup;

import dev.lifeboat.archive.RoleInfo;
import dev.lifeboat.archive.SourceInfo;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The roles that a database's objects need, and those that they are members of; PostgreSQL's own are everywhere. */
final class SourceRoles {
    private SourceRoles() {}

    static List<RoleInfo> read(SourceCatalog catalog, SourceInfo source) {
        Set<String> names = new TreeSet<>(source.roles());
        names.addAll(source.owners());
        return catalog.query(
                """
                WITH RECURSIVE needed AS (
                    SELECT oid FROM pg_catalog.pg_roles WHERE rolname = ANY (?)
                    UNION SELECT m.roleid FROM needed JOIN pg_catalog.pg_auth_members m ON m.member = needed.oid)
                SELECT r.rolname, r.rolcanlogin, r.rolinherit, r.rolcreaterole, r.rolcreatedb, r.rolsuper, r.rolreplication,
                       r.rolbypassrls, r.rolconnlimit, r.rolvaliduntil::text,
                       array(SELECT DISTINCT g.rolname::text FROM pg_catalog.pg_auth_members m
                             JOIN pg_catalog.pg_roles g ON g.oid = m.roleid WHERE m.member = r.oid ORDER BY 1)
                FROM pg_catalog.pg_roles r JOIN needed ON needed.oid = r.oid
                WHERE r.rolname !~ '^pg_' ORDER BY 1
                """,
                row -> new RoleInfo(
                        row.getString(1),
                        row.getBoolean(2),
                        row.getBoolean(3),
                        row.getBoolean(4),
                        row.getBoolean(5),
                        row.getBoolean(6),
                        row.getBoolean(7),
                        row.getBoolean(8),
                        row.getInt(9),
                        row.getString(10),
                        List.of((String[]) row.getArray(11).getArray())),
                (Object) names.toArray(String[]::new));
    }
}
