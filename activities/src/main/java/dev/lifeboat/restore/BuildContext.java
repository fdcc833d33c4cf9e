package dev.lifeboat.restore;

import dev.lifeboat.archive.Manifest;
import java.sql.Connection;

/**
 * What one building activity works with. Not thread-safe, except {@link #connect()}.
 *
 * @param entries by the phases that load their tables
 */
record BuildContext(
        RunTask run,
        Manifest manifest,
        PhaseLayout layout,
        SchemaEntries entries,
        SchemaArchive archive,
        TargetConnections connections)
        implements AutoCloseable {
    /** A session of this run's; the caller closes it. */
    Connection connect() {
        return connections.open(run);
    }

    @Override
    public void close() {
        archive.close();
    }
}
