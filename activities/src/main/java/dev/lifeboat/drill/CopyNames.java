package dev.lifeboat.drill;

import dev.lifeboat.archive.TableInfo;
import dev.lifeboat.restore.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.PGConnection;

/** Names as a statement on a copy writes them. */
final class CopyNames {
    private CopyNames() {}

    static String of(Connection connection, TableInfo table) {
        return of(connection, table.schema(), table.name());
    }

    static String of(Connection connection, String schema, String name) {
        return quoted(connection, schema) + "." + quoted(connection, name);
    }

    static String quoted(Connection connection, String name) {
        try {
            return connection.unwrap(PGConnection.class).escapeIdentifier(name);
        } catch (SQLException e) {
            throw Sql.failure(e);
        }
    }
}
