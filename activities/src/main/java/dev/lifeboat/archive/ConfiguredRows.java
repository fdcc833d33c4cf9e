package dev.lifeboat.archive;

/**
 * The rows that an extension keeps for its user in a table of its own. Its condition is its own SQL, as pg_dump uses it: it
 * leaves out the rows that CREATE EXTENSION makes.
 */
public final class ConfiguredRows {
    /** The condition by the table's OID, empty for all rows; no row for a table that no extension marks. */
    public static final String CONDITION = """
            SELECT coalesce(e.extcondition[place.i], '') FROM pg_catalog.pg_extension e
            CROSS JOIN LATERAL pg_catalog.generate_subscripts(e.extconfig, 1) place (i)
            WHERE e.extconfig[place.i] = ?::pg_catalog.oid""";

    private ConfiguredRows() {}

    /**
     * What to read them from.
     *
     * @param table quoted
     * @param condition as {@link #CONDITION} gives it
     */
    public static String from(String table, String condition) {
        return "(SELECT * FROM ONLY " + table + " " + condition + ") configured";
    }
}
