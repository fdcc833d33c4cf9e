package dev.lifeboat.repair;

/**
 * How a table differs from the set, by primary key.
 *
 * @param table {@code schema.name}
 * @param same rows that are alike
 * @param missing rows of the set that the table does not have
 * @param changed rows that both have, with other values
 * @param extra rows that the set does not have
 * @param digest of the rows that differ: another one means other rows, whatever the counts
 */
public record TableDifference(String table, long same, long missing, long changed, long extra, String digest) {
    /** In words. */
    public String describe() {
        return missing + " missing, " + changed + " changed, " + extra + " extra, " + same + " alike";
    }
}
