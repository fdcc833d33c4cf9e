package dev.lifeboat.restore;

import java.sql.Connection;
import java.util.List;

/**
 * What people have made in a database: everything with an OID of its own, without PostgreSQL's own objects, members of
 * extensions, and parts of other objects. Answers whether a target is empty, and keeps the book of what a run has made.
 */
final class TargetObjects {
    private static final String OBJECTS = """
            SELECT o.classid::oid AS classid, o.objid, o.made_in FROM (
                SELECT 'pg_namespace'::regclass AS classid, oid AS objid, xmin AS made_in FROM pg_namespace
                    WHERE nspname <> '_lifeboat_restore' AND nspname !~ '^pg_(toast|temp)'
                UNION ALL SELECT 'pg_extension'::regclass, oid, xmin FROM pg_extension
                UNION ALL SELECT 'pg_class'::regclass, oid, xmin FROM pg_class
                    WHERE relkind IN ('r', 'p', 'v', 'm', 'S', 'f') AND relpersistence <> 't'
                    AND relnamespace::regnamespace::text <> '_lifeboat_restore'
                UNION ALL SELECT 'pg_proc'::regclass, oid, xmin FROM pg_proc
                    WHERE pronamespace::regnamespace::text <> '_lifeboat_restore'
                UNION ALL SELECT 'pg_type'::regclass, t.oid, t.xmin FROM pg_type t
                    WHERE typnamespace::regnamespace::text <> '_lifeboat_restore' AND (typrelid = 0
                        OR EXISTS (SELECT FROM pg_class c WHERE c.oid = typrelid AND c.relkind = 'c'))
                UNION ALL SELECT 'pg_collation'::regclass, oid, xmin FROM pg_collation
                UNION ALL SELECT 'pg_conversion'::regclass, oid, xmin FROM pg_conversion
                UNION ALL SELECT 'pg_operator'::regclass, oid, xmin FROM pg_operator
                UNION ALL SELECT 'pg_opclass'::regclass, oid, xmin FROM pg_opclass
                UNION ALL SELECT 'pg_opfamily'::regclass, oid, xmin FROM pg_opfamily
                UNION ALL SELECT 'pg_cast'::regclass, oid, xmin FROM pg_cast
                UNION ALL SELECT 'pg_ts_config'::regclass, oid, xmin FROM pg_ts_config
                UNION ALL SELECT 'pg_ts_dict'::regclass, oid, xmin FROM pg_ts_dict
                UNION ALL SELECT 'pg_foreign_data_wrapper'::regclass, oid, xmin FROM pg_foreign_data_wrapper
                UNION ALL SELECT 'pg_foreign_server'::regclass, oid, xmin FROM pg_foreign_server
                UNION ALL SELECT 'pg_publication'::regclass, oid, xmin FROM pg_publication
                UNION ALL SELECT 'pg_event_trigger'::regclass, oid, xmin FROM pg_event_trigger
                UNION ALL SELECT 'pg_largeobject'::regclass, oid, xmin FROM pg_largeobject_metadata
            ) o
            WHERE (o.objid >= 16384 OR o.classid = 'pg_largeobject'::regclass) AND NOT EXISTS (
                SELECT FROM pg_depend d
                WHERE d.classid = o.classid AND d.objid = o.objid AND d.objsubid = 0 AND d.deptype IN ('e', 'i'))""";

    private TargetObjects() {}

    /** Makes the book; part of {@link TargetMarker}'s schema. What is there now is not the run's. */
    static void install(Connection connection) {
        Sql.execute(connection, "CREATE VIEW _lifeboat_restore.object AS " + OBJECTS);
        Sql.execute(connection, """
                -- Every object that the run made, so that starting over drops these and nothing else.
                CREATE TABLE _lifeboat_restore.made (classid oid, objid oid, PRIMARY KEY (classid, objid));
                CREATE TABLE _lifeboat_restore.earlier (classid oid, objid oid, PRIMARY KEY (classid, objid));
                INSERT INTO _lifeboat_restore.earlier SELECT classid, objid FROM _lifeboat_restore.object""");
    }

    /** Books what the current transaction has made. */
    static void book(Connection connection) {
        Sql.execute(connection, """
                INSERT INTO _lifeboat_restore.made
                SELECT classid, objid FROM _lifeboat_restore.object o
                WHERE made_in = pg_current_xact_id()::xid AND NOT EXISTS (
                    SELECT FROM _lifeboat_restore.earlier e WHERE e.classid = o.classid AND e.objid = o.objid)
                ON CONFLICT DO NOTHING""");
    }

    /**
     * What makes a database not empty, at most five of it as {@code table public.users}: extensions and the schemas they
     * live in do not count, managed services put them there.
     */
    static List<String> content(Connection connection) {
        return Sql.strings(connection, """
                SELECT i.type || ' ' || i.identity
                FROM (%s) o, LATERAL pg_identify_object(o.classid, o.objid, 0) i
                WHERE i.type <> 'extension' AND NOT EXISTS (
                    SELECT FROM pg_extension e WHERE i.type = 'schema' AND e.extnamespace = o.objid)
                ORDER BY i.type = 'schema', i.type <> 'table', 1 LIMIT 5""".formatted(OBJECTS));
    }

    /** Objects that came into being since the run took the target, and not by it; at most five. */
    static List<String> strangers(Connection connection) {
        return Sql.strings(connection, """
                SELECT i.type || ' ' || i.identity
                FROM _lifeboat_restore.object o, LATERAL pg_identify_object(o.classid, o.objid, 0) i
                WHERE NOT EXISTS (SELECT FROM _lifeboat_restore.made m
                                  WHERE m.classid = o.classid AND m.objid = o.objid)
                  AND NOT EXISTS (SELECT FROM _lifeboat_restore.earlier e
                                  WHERE e.classid = o.classid AND e.objid = o.objid)
                ORDER BY 1 LIMIT 5""");
    }
}
