package dev.lifeboat.backup;

import static dev.lifeboat.error.ErrorCode.PRIVILEGE_MISSING;
import static dev.lifeboat.error.ErrorCode.SOURCE_UNSUPPORTED;

import dev.lifeboat.error.LifeboatException;
import java.util.List;

/**
 * What a set cannot hold, and what this role may not read. A backup that would leave something out without a word is
 * refused; docs/postgresql.md has the list.
 */
final class SourceLimits {
    private static final int SHOWN = 5;

    private final SourceCatalog catalog;

    SourceLimits(SourceCatalog catalog) {
        this.catalog = catalog;
    }

    /** Throws PRIVILEGE_MISSING, SOURCE_UNSUPPORTED, naming what is in the way. */
    void check() {
        List<String> unreadable = unreadable();
        if (!unreadable.isEmpty()) {
            throw new LifeboatException(
                    PRIVILEGE_MISSING,
                    "this role cannot read all of " + shortened(unreadable)
                            + "; it needs USAGE on the schema, SELECT, and BYPASSRLS where row security is on");
        }
        List<String> unsupported = unsupported();
        if (!unsupported.isEmpty()) {
            throw new LifeboatException(
                    SOURCE_UNSUPPORTED, "the database holds what a set cannot hold yet: " + shortened(unsupported));
        }
    }

    private List<String> unsupported() {
        return catalog.query("""
                SELECT 'large objects in pages of a quarter of ' || pg_catalog.current_setting('block_size') || ' bytes'
                FROM pg_catalog.pg_largeobject_metadata WHERE pg_catalog.current_setting('block_size') <> '8192' LIMIT 1
                """, row -> row.getString(1));
    }

    private List<String> unreadable() {
        return catalog.query(
                """
                SELECT n.nspname || '.' || c.relname
                FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                WHERE c.relkind IN ('r', 'p', 'S') AND c.relpersistence <> 't'
                  AND (NOT pg_catalog.has_schema_privilege(n.oid, 'USAGE')
                       OR CASE c.relkind WHEN 'S' THEN NOT pg_catalog.has_sequence_privilege(c.oid, 'SELECT')
                          ELSE NOT pg_catalog.has_table_privilege(c.oid, 'SELECT')
                               OR pg_catalog.row_security_active(c.oid) END) AND (
                """ + SourceCatalog.OURS + " OR " + SourceCatalog.CONFIGURATION + """
                ) UNION ALL
                SELECT 'pg_catalog.pg_largeobject' FROM pg_catalog.pg_largeobject_metadata
                WHERE NOT pg_catalog.has_table_privilege('pg_catalog.pg_largeobject', 'SELECT') GROUP BY 1
                ORDER BY 1
                """, row -> row.getString(1));
    }

    private static String shortened(List<String> names) {
        String first = String.join(", ", names.subList(0, Math.min(SHOWN, names.size())));
        return names.size() > SHOWN ? first + " and " + (names.size() - SHOWN) + " more" : first;
    }
}
