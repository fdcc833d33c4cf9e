package dev.lifeboat.rollback;

/**
 * One definition that differs.
 *
 * @param kind as pg_dump names it: TABLE, FUNCTION, POLICY; COLUMN for a table's
 * @param name with its schema
 */
public record SchemaChange(Action action, String kind, String name) {
    /** What becomes of it. */
    public enum Action {
        CREATE,
        REPLACE,
        ALTER,
        DROP,
        /** Rows hang on it, which the set does not know: it stays. */
        KEEP
    }

    /** In words: {@code drop POLICY public.users all}. */
    public String describe() {
        return action.name().toLowerCase(java.util.Locale.ROOT) + " " + kind + " " + name;
    }
}
