package dev.lifeboat.restore;

import dev.lifeboat.archive.Manifest;
import java.sql.Connection;

/**
 * What one building activity works with. Only {@link #connect()} is thread-safe.
 *
 * @param entries by the phases that load their tables
 */
record BuildContext(
        RunTask run,
        Manifest manifest,
        PhaseLayout layout,
        SchemaEntries entries,
        SchemaArchive archive,
        TargetConnections connections,
        TargetPulse pulse) {
    /** A session of this run's; the caller closes it. */
    Connection connect() {
        return pulse.connect();
    }

    /**
     * A session that builds on many rows: with an eighth of the server's shared memory for it, unless it has more. The default
     * is made for maintenance beside an application.
     */
    Connection connectForBuilding() {
        Connection connection = connect();
        Sql.query(connection, """
                SELECT set_config('maintenance_work_mem', least(1048576, shared.kb / 8) || 'kB', false)
                FROM (SELECT setting::bigint * 8 AS kb FROM pg_settings WHERE name = 'shared_buffers') shared,
                     (SELECT setting::bigint AS kb FROM pg_settings WHERE name = 'maintenance_work_mem') own
                WHERE own.kb < least(1048576, shared.kb / 8)""", row -> 0);
        return connection;
    }
}
