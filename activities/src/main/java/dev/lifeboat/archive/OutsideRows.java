package dev.lifeboat.archive;

/**
 * Rows that rows of a set refer to and that are not in it.
 *
 * @param key the foreign key's name
 * @param table the referring table, {@code schema.name}
 * @param referenced the table whose rows are missing, {@code schema.name}
 * @param rows how many
 */
public record OutsideRows(String key, String table, String referenced, long rows) {
    /** In words. */
    public String describe() {
        return table + " refers to " + rows + " rows of " + referenced + " that are not in the set (" + key + ")";
    }
}
