package dev.lifeboat.archive;

import java.util.List;

/**
 * Large objects travel as two tables of a set: their pages, and one row an object with owner, rights and comment. They stand
 * in PostgreSQL's own catalogues, which nobody may write to: a restore loads both aside and makes the objects from them.
 */
public final class LargeObjects {
    /** The OID of {@code pg_largeobject} on every server. */
    public static final long PAGES = 2613;
    /** The OID of {@code pg_largeobject_metadata} on every server. */
    public static final long OBJECTS = 2995;

    /** Columns of the objects' rows in a set. */
    public static final List<String> OBJECT_COLUMNS = List.of("loid", "owner", "acl", "comment");

    /** The objects as a set has them; roles by name, since their OIDs mean nothing elsewhere. */
    private static final String SOURCE_OBJECTS = """
            (SELECT m.ctid, m.oid AS loid, pg_catalog.pg_get_userbyid(m.lomowner) AS owner, m.lomacl::pg_catalog.text AS acl,
                    pg_catalog.obj_description(m.oid, 'pg_largeobject') AS comment
             FROM pg_catalog.pg_largeobject_metadata m) objects""";

    private LargeObjects() {}

    /** Whether this is one of the two tables. */
    public static boolean contains(TableInfo table) {
        return table.oid() == PAGES || table.oid() == OBJECTS;
    }

    /** The columns to read of a table, which are its own but for the objects'. */
    public static List<String> columns(long oid, List<String> own) {
        return oid == OBJECTS ? OBJECT_COLUMNS : own;
    }

    /**
     * What to read a source's table from.
     *
     * @param name quoted
     */
    public static String from(long oid, String name) {
        return oid == OBJECTS ? SOURCE_OBJECTS : "ONLY " + name;
    }
}
