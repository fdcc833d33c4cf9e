package dev.lifeboat.restore;

import static dev.lifeboat.error.ErrorCode.SET_CORRUPT;

import dev.lifeboat.activity.Heartbeat;
import dev.lifeboat.archive.FileInfo;
import dev.lifeboat.archive.Manifest;
import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.archive.PartReader;
import dev.lifeboat.archive.SqlRows;
import dev.lifeboat.archive.SqlTables;
import dev.lifeboat.archive.TableInfo;
import dev.lifeboat.archive.TableName;
import dev.lifeboat.error.LifeboatException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * Loads a phase's tables from the SQL file of a set, in the caller's transaction: only the rows, each table's compared with
 * the manifest. What else the file would do is made from the schema archive, as for every set.
 */
public final class SqlLoader implements SqlTables.Listener {
    private final Connection connection;
    private final LoadPart load;
    private final Heartbeat heartbeat;
    private final Target target;
    private final SqlRows rows;
    private @Nullable CopyIn copy;

    /** Where rows go. */
    public interface Target {
        /** The COPY that takes rows of this table, its columns in the table's order. */
        String statement(TableInfo table) throws SQLException;
    }

    public SqlLoader(Connection connection, LoadPart load, Heartbeat heartbeat, Target target) {
        this.target = target;
        this.connection = connection;
        this.load = load;
        this.heartbeat = heartbeat;
        this.rows = new SqlRows(load.tables());
    }

    /** Throws what {@link PartReader} throws, SET_CORRUPT, STATEMENT_FAILED, TARGET_UNREACHABLE. */
    public void load(OpenVault vault, Manifest manifest) throws SQLException {
        SqlTables scanner = new SqlTables(this);
        FileInfo file = new FileInfo(
                load.part().object(), load.part().storedBytes(), load.part().sha256());
        try {
            new PartReader(vault.store(), vault.opener()).readFile(manifest, file, scanner::write);
        } finally {
            if (copy != null && copy.isActive()) {
                copy.cancelCopy();
            }
        }
        String problem = scanner.complete() ? rows.problem() : "ends within a table's rows";
        if (problem != null) {
            throw new LifeboatException(
                    SET_CORRUPT, manifest.set() + "/" + load.part().object() + " " + problem);
        }
    }

    @Override
    public boolean begin(TableName name, List<String> columns) {
        TableInfo table = rows.resolve(name, columns);
        if (table == null || !rows.begin(name, columns)) {
            return false;
        }
        try {
            copy = connection
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn(target.statement(table.withColumns(columns)));
            return true;
        } catch (SQLException e) {
            throw Sql.failure(e);
        }
    }

    @Override
    public void row(byte[] line, int length) {
        if (copy != null) {
            rows.row(line, length);
            PartCopy.write(copy, line, 0, length);
            heartbeat.moved(1, length);
        }
    }

    @Override
    public void end() {
        try {
            if (copy != null) {
                copy.endCopy();
            }
        } catch (SQLException e) {
            throw Sql.failure(e);
        }
        copy = null;
        rows.end();
    }
}
