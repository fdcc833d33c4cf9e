package dev.lifeboat.backup;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The application's last migration, where one of the known tools keeps a table of them. */
final class Migrations {
    private static final List<Table> TABLES = List.of(
            new Table(
                    "supabase_migrations.schema_migrations",
                    List.of("version"),
                    "SELECT max(version::text) FROM supabase_migrations.schema_migrations"),
            new Table(
                    "public._prisma_migrations",
                    List.of("migration_name", "finished_at"),
                    "SELECT migration_name FROM public._prisma_migrations WHERE finished_at IS NOT NULL"
                            + " ORDER BY finished_at DESC, migration_name DESC LIMIT 1"),
            new Table(
                    "public.flyway_schema_history",
                    List.of("version", "success", "installed_rank"),
                    "SELECT version FROM public.flyway_schema_history WHERE success AND version IS NOT NULL"
                            + " ORDER BY installed_rank DESC LIMIT 1"),
            new Table(
                    "public.schema_migrations",
                    List.of("version"),
                    "SELECT max(version::text) FROM public.schema_migrations"));

    /** @param columns without which it is another table of that name */
    private record Table(String name, List<String> columns, String query) {}

    private Migrations() {}

    /** Null: no such table, or it is empty or not to be read. */
    static @Nullable String last(SourceCatalog catalog) {
        for (Table table : TABLES) {
            boolean there = catalog.query(
                            """
                            SELECT count(*) = ? AND pg_catalog.has_table_privilege(max(c.oid), 'SELECT')
                                   AND pg_catalog.has_schema_privilege(max(c.relnamespace), 'USAGE')
                            FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
                            WHERE c.oid = pg_catalog.to_regclass(?) AND c.relkind = 'r' AND a.attname = ANY (?)
                            """, row -> row.getBoolean(1), table.columns().size(), table.name(), (Object)
                                    table.columns().toArray(String[]::new))
                    .get(0);
            List<String> version = there
                    ? catalog.query(table.query(), row -> row.getString(1)).stream()
                            .filter(text -> text != null)
                            .toList()
                    : List.of();
            if (!version.isEmpty()) {
                return version.get(0);
            }
        }
        return null;
    }
}
