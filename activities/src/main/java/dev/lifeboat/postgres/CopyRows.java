package dev.lifeboat.postgres;

import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;

/** The rows of a query in the text form of COPY, one after the other. The driver holds one whole row at a time. */
public final class CopyRows {
    private static final long MIB = 1 << 20;

    /** Takes one row, its end of line included. */
    public interface Reader {
        void row(byte[] line) throws SQLException;
    }

    private CopyRows() {}

    /**
     * Reads all rows. Throws ROW_TOO_LARGE if one does not fit into memory; the connection is of no use then.
     *
     * @param table whose rows they are, for the error
     * @param query the rows; its columns in the order of COPY
     */
    public static void read(Connection connection, String table, String query, Reader reader) throws SQLException {
        PGConnection postgres = connection.unwrap(PGConnection.class);
        CopyOut copy = postgres.getCopyAPI().copyOut("COPY (" + query + ") TO STDOUT" + CopyEncoding.option(postgres));
        try {
            for (byte[] row = copy.readFromCopy(); row != null; row = copy.readFromCopy()) {
                reader.row(row);
            }
        } catch (OutOfMemoryError e) {
            // Half of a message may be left on the wire: nothing can be said on this connection any more.
            connection.abort(Runnable::run);
            throw new LifeboatException(
                    ErrorCode.ROW_TOO_LARGE,
                    "a row of " + table + " does not fit into this process's memory, "
                            + Runtime.getRuntime().maxMemory() / MIB + " MiB",
                    e);
        } finally {
            if (!connection.isClosed() && copy.isActive()) {
                copy.cancelCopy();
            }
        }
    }
}
