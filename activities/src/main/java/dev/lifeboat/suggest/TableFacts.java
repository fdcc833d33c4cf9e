package dev.lifeboat.suggest;

/**
 * A table as the catalogues describe it; a partitioned one stands for its partitions.
 *
 * @param rows as the planner estimates them; -1: never analysed
 * @param bytes with indexes
 */
public record TableFacts(long oid, String schema, String name, long rows, long bytes) {
    /** {@code schema.name}; the schema is left out where it is {@code public}. */
    public String shortName() {
        return schema.equals("public") ? name : schema + "." + name;
    }

    /** Whether a runbook can name the table: it knows neither dots nor control characters in names. */
    public boolean expressible() {
        return plain(schema) && plain(name);
    }

    private static boolean plain(String text) {
        return text.codePoints().noneMatch(c -> c == '.' || c < ' ');
    }
}
