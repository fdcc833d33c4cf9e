package dev.lifeboat.doctor;

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
 * Which settings of the declared target's server would slow a restore down. None of them is wrong for an application: they
 * are for the time of the restore, and so a suggestion, no warning.
 */
final class RestoreSpeed {
    private static final long MIB_OF_LOG = 8192;
    private static final long SECONDS_BETWEEN_CHECKPOINTS = 1800;

    private RestoreSpeed() {}

    /** Looks at the server of this database. Throws TARGET_UNREACHABLE. */
    static Finding examine(PostgresConnector connector, DatabaseRef target) {
        try (Connection connection = connector.connect(target, ErrorCode.TARGET_UNREACHABLE);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("""
                        SELECT current_setting('server_version'),
                               (SELECT setting::bigint FROM pg_settings WHERE name = 'max_wal_size'),
                               (SELECT setting::bigint FROM pg_settings WHERE name = 'checkpoint_timeout')""")) {
            row.next();
            List<String> faster = new ArrayList<>();
            if (row.getLong(2) < MIB_OF_LOG) {
                faster.add("max_wal_size = '8GB' (now " + row.getLong(2) + "MB)");
            }
            if (row.getLong(3) < SECONDS_BETWEEN_CHECKPOINTS) {
                faster.add("checkpoint_timeout = '30min' (now " + row.getLong(3) + "s)");
            }
            String server = "PostgreSQL " + row.getString(1);
            return Finding.ok(
                    "target",
                    faster.isEmpty()
                            ? server
                            : server + "; a restore is faster with fewer checkpoints: ALTER SYSTEM SET "
                                    + String.join(", ", faster) + " while it runs");
        } catch (SQLException e) {
            throw new LifeboatException(ErrorCode.TARGET_UNREACHABLE, PostgresConnector.firstLine(e), e);
        }
    }
}
