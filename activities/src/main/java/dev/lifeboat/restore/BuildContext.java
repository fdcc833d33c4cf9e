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
        TargetPulse pulse)
        implements AutoCloseable {
    /** A session of this run's; the caller closes it. */
    Connection connect() {
        return pulse.connect();
    }

    @Override
    public void close() {
        archive.close();
    }
}
