package dev.lifeboat.restore;

import dev.lifeboat.activity.Heartbeat;
import dev.lifeboat.archive.Manifest;
import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.archive.PartInfo;
import dev.lifeboat.archive.PartReader;
import dev.lifeboat.archive.TableInfo;
import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** A stored part into a table, in the caller's transaction: it may commit only if this returns. */
public final class PartCopy {
    private PartCopy() {}

    /**
     * Copies the part's rows by this statement and returns how many the target took. Throws what {@link PartReader} throws,
     * STATEMENT_FAILED, TARGET_UNREACHABLE.
     */
    public static long into(
            Connection connection,
            String statement,
            Manifest manifest,
            TableInfo table,
            PartInfo part,
            OpenVault vault,
            Heartbeat heartbeat)
            throws SQLException {
        CopyIn copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(statement);
        try {
            new PartReader(vault.store(), vault.opener()).read(manifest, table, part, (block, offset, length) -> {
                heartbeat.moved(0, length);
                write(copy, block, offset, length);
            });
            return copy.endCopy();
        } finally {
            if (copy.isActive()) {
                copy.cancelCopy();
            }
        }
    }

    static void write(CopyIn copy, byte[] block, int offset, int length) {
        try {
            copy.writeToCopy(block, offset, length);
        } catch (SQLException e) {
            throw Sql.failure(e);
        }
    }
}
