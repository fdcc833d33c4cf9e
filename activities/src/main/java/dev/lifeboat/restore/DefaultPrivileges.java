package dev.lifeboat.restore;

import dev.lifeboat.archive.ToolVersions;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;

/**
 * The default privileges of the restore role in a target. While they hold, each table it makes is granted to somebody at
 * once, with whatever is loaded into it; so they go before the first object is made. The source's own come at the end of
 * the restore.
 */
final class DefaultPrivileges {
    private static final String TARGET = """
            format('ALTER DEFAULT PRIVILEGES FOR ROLE %I ', current_user)
            || CASE WHEN n.oid IS NULL THEN '' ELSE format('IN SCHEMA %I ', n.nspname) END""";

    private static final String KIND = """
            CASE d.defaclobjtype WHEN 'r' THEN 'TABLES' WHEN 'S' THEN 'SEQUENCES' WHEN 'f' THEN 'FUNCTIONS'
                WHEN 'T' THEN 'TYPES' WHEN 'n' THEN 'SCHEMAS' WHEN 'L' THEN 'LARGE OBJECTS' END""";

    private static final String FROM = """
             FROM pg_default_acl d LEFT JOIN pg_namespace n ON n.oid = d.defaclnamespace
            WHERE d.defaclrole = (SELECT oid FROM pg_roles WHERE rolname = current_user)""";

    private static final String ITEMS = """
             FROM pg_default_acl d LEFT JOIN pg_namespace n ON n.oid = d.defaclnamespace,
                  LATERAL aclexplode(d.defaclacl) item LEFT JOIN pg_roles r ON r.oid = item.grantee
            WHERE d.defaclrole = (SELECT oid FROM pg_roles WHERE rolname = current_user)""";

    private static final String GRANTEE = "CASE item.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(r.rolname) END";

    private DefaultPrivileges() {}

    /**
     * Takes from PUBLIC the right to create in schema public, which it has from the beginning before 15, and elsewhere where a
     * template gives it: pg_dump since 15 takes it for granted as little, and says so where the source allowed it.
     */
    static void closePublic(Connection connection, ToolVersions tools) {
        String major = tools.pgDump().replaceFirst("[^0-9].*", "");
        boolean open = Sql.holds(connection, """
                SELECT EXISTS (SELECT FROM pg_namespace n, aclexplode(n.nspacl) a
                               WHERE n.nspname = 'public' AND a.grantee = 0 AND a.privilege_type = 'CREATE')""");
        if (open && !major.isEmpty() && Integer.parseInt(major) >= 15) {
            Sql.execute(connection, "REVOKE CREATE ON SCHEMA public FROM PUBLIC");
            Sql.execute(connection, """
                    INSERT INTO _lifeboat_restore.undo
                    SELECT coalesce(max(position), 0) + 1, 'GRANT CREATE ON SCHEMA public TO PUBLIC' FROM _lifeboat_restore.undo""");
        }
    }

    /** Sets them to PostgreSQL's built-in ones; returns the statements that bring the old ones back, in order. */
    static List<String> neutralise(Connection connection) {
        // Entries without a schema replace the built-in privileges, those with one add to them.
        List<String> strip = Sql.strings(
                connection,
                "SELECT DISTINCT " + TARGET + " || format('REVOKE ALL ON %s FROM %s', " + KIND + ", " + GRANTEE + ")"
                        + ITEMS);
        List<String> builtIn = Sql.strings(
                connection,
                "SELECT " + TARGET + " || format('GRANT ALL ON %s TO %I', " + KIND + ", current_user)" + FROM
                        + " AND d.defaclnamespace = 0 UNION ALL SELECT " + TARGET
                        + " || CASE d.defaclobjtype WHEN 'f' THEN 'GRANT EXECUTE ON FUNCTIONS' ELSE 'GRANT USAGE ON TYPES' END"
                        + " || ' TO PUBLIC'" + FROM + " AND d.defaclnamespace = 0 AND d.defaclobjtype IN ('f', 'T')");
        List<String> undo = new ArrayList<>(Sql.strings(
                connection,
                "SELECT " + TARGET + " || format('REVOKE ALL ON %s FROM %I, PUBLIC', " + KIND + ", current_user)" + FROM
                        + " AND d.defaclnamespace = 0"));
        undo.addAll(Sql.strings(
                connection,
                "SELECT " + TARGET + " || format('GRANT %s ON %s TO %s%s', item.privilege_type, " + KIND + ", "
                        + GRANTEE + ", CASE WHEN item.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END)" + ITEMS));
        strip.forEach(statement -> Sql.execute(connection, statement));
        builtIn.forEach(statement -> Sql.execute(connection, statement));
        return undo;
    }
}
