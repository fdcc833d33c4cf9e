package dev.lifeboat.backup;

import static dev.lifeboat.error.ErrorCode.SNAPSHOT_LOST;
import static dev.lifeboat.error.ErrorCode.SOURCE_UNREACHABLE;

import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.postgres.PostgresConnector;
import dev.lifeboat.set.DatabaseRef;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A read-only transaction on the source, under the set's snapshot where there is one. Not thread-safe. */
final class SourceSession implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SourceSession.class);
    private static final String BEGIN = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";

    /**
     * A table that its owner turns into a view at the right moment would run the owner's functions with our rights
     * (CVE-2024-7348); servers with the fix can forbid it. And no lock that a catalogue function takes is waited for without
     * end. Set before BEGIN, where a query takes no snapshot that stays.
     */
    private static final String GUARD = """
            SELECT pg_catalog.set_config(guard.name, guard.value, false)
            FROM (VALUES ('restrict_nonsystem_relation_kind', 'view, foreign-table'), ('lock_timeout', '60s'))
                 guard (name, value)
            WHERE EXISTS (SELECT FROM pg_catalog.pg_settings s WHERE s.name = guard.name)
            """;

    private final Connection connection;
    private final SourceCatalog catalog;
    private final @Nullable String snapshotId;

    private SourceSession(Connection connection, @Nullable String snapshotId) {
        this.connection = connection;
        this.catalog = new SourceCatalog(connection);
        this.snapshotId = snapshotId;
    }

    /** A transaction that has taken no snapshot yet: its first query would. */
    static SourceSession begin(PostgresConnector connector, String source) {
        SourceSession session = new SourceSession(connector.connect(DatabaseRef.of(source), SOURCE_UNREACHABLE), null);
        session.start(GUARD);
        session.start(BEGIN);
        return session;
    }

    /** A connection without a transaction. */
    static SourceSession idle(PostgresConnector connector, String source) {
        return new SourceSession(connector.connect(DatabaseRef.of(source), SOURCE_UNREACHABLE), null);
    }

    /** Under the first of these snapshots that still lives; throws SNAPSHOT_LOST if none does. */
    static SourceSession under(PostgresConnector connector, String source, List<String> snapshotIds) {
        LifeboatException last = new LifeboatException(SNAPSHOT_LOST, "no snapshot is held");
        for (String id : snapshotIds) {
            SourceSession session =
                    new SourceSession(connector.connect(DatabaseRef.of(source), SOURCE_UNREACHABLE), id);
            try {
                session.start(GUARD);
                session.start(BEGIN);
                // The id is PostgreSQL's own and passes through our history: checked, since it cannot be a parameter.
                if (!id.matches("[0-9A-Fa-f-]{1,64}")) {
                    throw new LifeboatException(SNAPSHOT_LOST, "this is not a snapshot's id");
                }
                session.catalog.execute("SET TRANSACTION SNAPSHOT '" + id + "'");
                return session;
            } catch (LifeboatException e) {
                session.close();
                if (e.code() == SOURCE_UNREACHABLE) {
                    throw e;
                }
                last = new LifeboatException(SNAPSHOT_LOST, "snapshot " + id + " is gone: " + e.getMessage(), e);
            }
        }
        throw last;
    }

    SourceCatalog catalog() {
        return catalog;
    }

    Connection connection() {
        return connection;
    }

    /** The snapshot this session reads under; throws {@link IllegalStateException} if it has none. */
    String snapshotId() {
        if (snapshotId == null) {
            throw new IllegalStateException("this session imported no snapshot");
        }
        return snapshotId;
    }

    /** The server process behind this connection. */
    int serverProcess() {
        return catalog.query("SELECT pg_catalog.pg_backend_pid()", row -> row.getInt(1))
                .get(0);
    }

    /** Cancels what runs; may be called from another thread. */
    void cancel() {
        try {
            connection.unwrap(PGConnection.class).cancelQuery();
        } catch (SQLException e) {
            LOG.warn("event=cancel-failed error={}", e.getMessage());
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            LOG.warn("event=close-failed error={}", e.getMessage());
        }
    }

    private void start(String begin) {
        try (Statement statement = connection.createStatement()) {
            statement.execute(begin);
        } catch (SQLException e) {
            close();
            throw SourceCatalog.failed(e);
        }
    }
}
