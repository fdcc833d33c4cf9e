package dev.lifeboat.restore;

import dev.lifeboat.archive.Manifest;
import dev.lifeboat.archive.TableInfo;
import java.sql.Connection;
import java.util.Optional;

/** Names of the set's relations as a statement writes them: quoted, with their schema. */
public final class TargetNames {
    private TargetNames() {}

    /** Quotes an identifier. */
    public static String quote(Connection connection, String identifier) {
        return Sql.strings(connection, "SELECT quote_ident(?)", identifier).get(0);
    }

    /** A table's quoted name. */
    public static String of(Connection connection, TableInfo table) {
        return of(connection, table.schema(), table.name());
    }

    /** A relation's quoted name. */
    public static String of(Connection connection, String schema, String name) {
        return Sql.strings(connection, "SELECT format('%I.%I', ?::text, ?::text)", schema, name)
                .get(0);
    }

    /** The quoted name of a table, or of the partitioned table that is the top of some; nothing if it is neither. */
    public static Optional<String> ofSource(Connection connection, Manifest manifest, long oid) {
        for (TableInfo table : manifest.tables()) {
            if (table.oid() == oid) {
                return Optional.of(of(connection, table));
            }
            if (table.root() == oid) {
                return Sql.strings(
                                connection,
                                "SELECT pg_partition_root(to_regclass(?))::regclass::text",
                                of(connection, table))
                        .stream()
                        .findFirst();
            }
        }
        return Optional.empty();
    }
}
