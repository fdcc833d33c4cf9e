package dev.lifeboat.suggest;

import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.postgres.PostgresConnector;
import dev.lifeboat.set.DatabaseRef;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * What a suggestion is made of. Only catalogues are read, no row of any table.
 *
 * @param tables in order of schema and name
 */
public record DatabaseFacts(String database, List<TableFacts> tables, List<KeyFacts> keys) {
    private static final String OWN = """
            c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relpersistence <> 't'
            AND n.nspname NOT IN ('pg_catalog', 'information_schema', '_lifeboat_restore') AND n.nspname !~ '^pg_'
            AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend e WHERE e.classid = 1259 AND e.objid = c.oid AND e.deptype = 'e')
            """;

    private static final String TABLES = """
            SELECT c.oid::bigint, n.nspname, c.relname,
                   CASE WHEN c.relkind = 'r' THEN c.reltuples::bigint
                        ELSE (SELECT coalesce(sum(greatest(l.reltuples, 0)), -1)::bigint
                              FROM pg_catalog.pg_partition_tree(c.oid) t JOIN pg_catalog.pg_class l ON l.oid = t.relid) END,
                   CASE WHEN c.relkind = 'r' THEN pg_catalog.pg_total_relation_size(c.oid)
                        ELSE (SELECT coalesce(sum(pg_catalog.pg_total_relation_size(t.relid)), 0)::bigint
                              FROM pg_catalog.pg_partition_tree(c.oid) t) END
            FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            WHERE\s""" + OWN + " ORDER BY 2, 3";

    private static final String KEYS = """
            SELECT k.conname, k.conrelid::bigint, k.confrelid::bigint,
                   (SELECT bool_and(a.attnotnull) FROM pg_catalog.pg_attribute a
                    WHERE a.attrelid = k.conrelid AND a.attnum = ANY (k.conkey))
            FROM pg_catalog.pg_constraint k WHERE k.contype = 'f' AND k.conparentid = 0 ORDER BY k.conname, k.oid""";

    public DatabaseFacts {
        tables = List.copyOf(tables);
        keys = List.copyOf(keys);
    }

    private interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }

    /** Throws SOURCE_UNREACHABLE, SECRET_MISSING, USAGE, STATEMENT_FAILED. */
    public static DatabaseFacts read(PostgresConnector connector, String url) {
        try (Connection connection = connector.connect(DatabaseRef.of(url), ErrorCode.SOURCE_UNREACHABLE)) {
            connection.setReadOnly(true);
            return new DatabaseFacts(
                    query(connection, "SELECT current_database()", row -> row.getString(1))
                            .get(0),
                    query(
                            connection,
                            TABLES,
                            row -> new TableFacts(
                                    row.getLong(1),
                                    row.getString(2),
                                    row.getString(3),
                                    row.getLong(4),
                                    row.getLong(5))),
                    query(
                            connection,
                            KEYS,
                            row -> new KeyFacts(row.getString(1), row.getLong(2), row.getLong(3), row.getBoolean(4))));
        } catch (SQLException e) {
            throw new LifeboatException(
                    ErrorCode.STATEMENT_FAILED, "the source says: " + PostgresConnector.firstLine(e), e);
        }
    }

    private static <T> List<T> query(Connection connection, String sql, Row<T> reader) throws SQLException {
        List<T> rows = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            while (result.next()) {
                rows.add(reader.read(result));
            }
        }
        return rows;
    }
}
