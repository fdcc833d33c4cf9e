package dev.lifeboat.restore;

import dev.lifeboat.activity.Heartbeat;
import dev.lifeboat.archive.Manifest;
import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.archive.PartInfo;
import dev.lifeboat.archive.PartReader;
import dev.lifeboat.archive.TableInfo;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.postgresql.copy.CopyManager;

/** A stored part into a table, in the caller's transaction: it may commit only if this returns. */
public final class PartCopy {
    /** Gives the statement that takes the rows, when the first of them is there. */
    public interface Place {
        String statement() throws SQLException;
    }

    private PartCopy() {}

    /**
     * Copies the part's rows by this statement and returns how many the target took. The statement is asked for when the
     * part has been fetched and its ciphertext authenticated. Throws what {@link PartReader} throws, STATEMENT_FAILED,
     * TARGET_UNREACHABLE.
     */
    public static long into(
            Connection connection,
            Place place,
            Manifest manifest,
            TableInfo table,
            PartInfo part,
            OpenVault vault,
            Heartbeat heartbeat)
            throws SQLException {
        Rows rows = new Rows(connection.unwrap(PGConnection.class).getCopyAPI(), place);
        try {
            new PartReader(vault.store(), vault.opener()).read(manifest, table, part, (block, offset, length) -> {
                heartbeat.moved(0, length);
                rows.write(block, offset, length);
            });
            return rows.end();
        } finally {
            rows.cancel();
        }
    }

    /** The COPY of one part; begun with its first row. */
    private static final class Rows {
        private final CopyManager copies;
        private final Place place;
        private @Nullable CopyIn copy;

        Rows(CopyManager copies, Place place) {
            this.copies = copies;
            this.place = place;
        }

        void write(byte[] block, int offset, int length) {
            try {
                if (copy == null) {
                    copy = copies.copyIn(place.statement());
                }
            } catch (SQLException e) {
                throw Sql.failure(e);
            }
            PartCopy.write(copy, block, offset, length);
        }

        long end() throws SQLException {
            return copy == null ? 0 : copy.endCopy();
        }

        void cancel() throws SQLException {
            if (copy != null && copy.isActive()) {
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
