package dev.lifeboat.restore;

import dev.lifeboat.archive.LargeObjects;
import dev.lifeboat.archive.RestoreKit;
import dev.lifeboat.archive.TableInfo;
import java.sql.Connection;
import java.util.List;

/** Large objects in a target: their rows are loaded aside, and the objects made of them. */
final class TargetLargeObjects {
    private static final int LOCK_SPACE = 0x6c69666c;

    private static final String MAKE = """
            SELECT lo_create(wanted.loid) FROM (SELECT DISTINCT loid FROM %s) wanted
            WHERE NOT EXISTS (SELECT FROM pg_largeobject_metadata m WHERE m.oid = wanted.loid)""";

    private static final String TAKE_BACK = """
            DO $$
            DECLARE
              object record;
              item record;
            BEGIN
              FOR object IN SELECT l.loid, m.lomowner FROM _lifeboat_restore.large_object l
                            JOIN pg_largeobject_metadata m ON m.oid = l.loid LOOP
                EXECUTE format('ALTER LARGE OBJECT %s OWNER TO CURRENT_USER', object.loid);
                EXECUTE format('GRANT ALL ON LARGE OBJECT %s TO CURRENT_USER', object.loid);
                FOR item IN SELECT DISTINCT a.grantee, r.rolname FROM pg_largeobject_metadata m,
                                 LATERAL aclexplode(m.lomacl) a LEFT JOIN pg_roles r ON r.oid = a.grantee
                            WHERE m.oid = object.loid AND a.grantee <> m.lomowner LOOP
                  EXECUTE format('REVOKE ALL ON LARGE OBJECT %s FROM %s', object.loid,
                                 CASE item.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(item.rolname) END);
                END LOOP;
              END LOOP;
            END $$""";

    private TargetLargeObjects() {}

    /** Makes the table that objects are loaded into; part of {@link TargetMarker}'s schema. */
    static void install(Connection connection) {
        Sql.execute(connection, """
                CREATE TABLE _lifeboat_restore.large_object (loid oid PRIMARY KEY, owner text NOT NULL, acl text, comment text)""");
    }

    /** Where to COPY a part of one of the two tables; makes the place. In the part's transaction. */
    static String place(Connection connection, TableInfo table) {
        if (table.oid() == LargeObjects.OBJECTS) {
            return "_lifeboat_restore.large_object";
        }
        Sql.execute(connection, "CREATE TEMP TABLE lifeboat_page (loid oid, pageno int, data bytea) ON COMMIT DROP");
        return "pg_temp.lifeboat_page";
    }

    /** Makes objects of what was loaded; in the same transaction. One part at a time: two could make the same object. */
    static void make(Connection connection, TableInfo table) {
        Sql.query(connection, "SELECT pg_advisory_xact_lock(?, 0)", row -> 0, LOCK_SPACE);
        if (table.oid() == LargeObjects.OBJECTS) {
            Sql.query(connection, MAKE.formatted("_lifeboat_restore.large_object"), row -> 0);
        } else {
            Sql.query(connection, MAKE.formatted("pg_temp.lifeboat_page"), row -> 0);
            Sql.query(connection, """
                    SELECT count(*) FROM (SELECT lo_put(loid, pageno::bigint * current_setting('block_size')::int / 4, data)
                                          FROM pg_temp.lifeboat_page) written""", row -> 0);
        }
        TargetObjects.book(connection);
    }

    /** What to read a loaded table back from. */
    static String from(TableInfo table, String name) {
        return table.oid() == LargeObjects.OBJECTS
                ? "(SELECT l.* FROM _lifeboat_restore.large_object l JOIN pg_largeobject_metadata m ON m.oid = l.loid) objects"
                : "ONLY " + name;
    }

    /** Gives the objects their owners and rights, if this phase has loaded them. In the opening's transaction. */
    static void open(Connection connection, List<TableInfo> tables, Rights rights) {
        if (tables.stream().anyMatch(LargeObjects::contains)) {
            Sql.script(connection, RestoreKit.largeObjects("_lifeboat_restore", rights.owners(), rights.privileges()));
        }
    }

    /** Takes owners and rights back. In the closing's transaction. */
    static void close(Connection connection, List<TableInfo> tables) {
        if (tables.stream().anyMatch(LargeObjects::contains)) {
            Sql.script(connection, TAKE_BACK);
        }
    }
}
