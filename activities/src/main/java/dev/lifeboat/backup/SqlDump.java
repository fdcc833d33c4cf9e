package dev.lifeboat.backup;

import static dev.lifeboat.error.ErrorCode.SOURCE_UNSUPPORTED;
import static dev.lifeboat.error.ErrorCode.STORE_UNAVAILABLE;

import dev.lifeboat.activity.Heartbeat;
import dev.lifeboat.archive.FileInfo;
import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.archive.SealedFile;
import dev.lifeboat.archive.SetObjects;
import dev.lifeboat.archive.SqlRows;
import dev.lifeboat.archive.SqlTables;
import dev.lifeboat.archive.TableInfo;
import dev.lifeboat.archive.TableName;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.postgres.ClientTools;
import dev.lifeboat.postgres.CopyEncoding;
import dev.lifeboat.postgres.PostgresConnector;
import dev.lifeboat.postgres.ToolRun;
import dev.lifeboat.set.DatabaseRef;
import dev.lifeboat.set.SetContent;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * One file as pg_dump writes it for psql. Its rows are counted and hashed as they pass, so that the set can be verified,
 * compared and restored in phases like any other.
 */
final class SqlDump {
    private final PostgresConnector connector;
    private final ClientTools.Found pgDump;
    private final String encoding;
    private final List<TableName> relations;

    /** The file, and the tables with what it holds of them. */
    record Dumped(FileInfo file, List<TableInfo> tables) {}

    /**
     * Dumps one database.
     *
     * @param encoding the database's
     * @param relations the chosen tables and their partitions; empty: all of the database
     */
    SqlDump(PostgresConnector connector, ClientTools.Found pgDump, String encoding, List<TableName> relations) {
        this.connector = connector;
        this.pgDump = pgDump;
        this.encoding = encoding;
        this.relations = relations;
    }

    /**
     * Writes the file of a set.
     *
     * @param tables all of the snapshot, with their extents
     */
    Dumped dump(SnapshotTask task, String snapshotId, List<TableInfo> tables, OpenVault vault, Heartbeat heartbeat) {
        List<String> arguments = arguments(task.content(), snapshotId);
        SqlRows rows = new SqlRows(tables);
        String object = SetObjects.freeName(
                vault.store(),
                task.setId(),
                name(task.content()) + task.archive().compression().suffix() + ".pgp");
        FileInfo file;
        try (ToolRun run =
                ToolRun.start(pgDump.path(), arguments, connector.environment(DatabaseRef.of(task.source())))) {
            heartbeat.onCancel(run::close);
            SqlTables scanner = new SqlTables(rows);
            try (SealedFile writer =
                    new SealedFile(vault.store(), vault.sealer(), task.archive(), task.setId(), object)) {
                byte[] block = new byte[1 << 16];
                for (int count = run.output().read(block);
                        count >= 0;
                        count = run.output().read(block)) {
                    scanner.write(block, 0, count);
                    writer.write(block, 0, count);
                    heartbeat.moved(0, count);
                }
                run.finish();
                file = writer.finish();
            }
            require(scanner, rows);
        } catch (IOException e) {
            throw heartbeat.explain(
                    new LifeboatException(STORE_UNAVAILABLE, object + " cannot be written: " + e.getMessage(), e));
        } catch (LifeboatException e) {
            throw heartbeat.explain(e);
        }
        return new Dumped(file, tables.stream().map(rows::of).toList());
    }

    private static void require(SqlTables scanner, SqlRows rows) {
        if (rows.twice() != null) {
            throw new LifeboatException(
                    SOURCE_UNSUPPORTED,
                    "the text of a function looks like the rows of " + rows.twice()
                            + "; the form archive can tell them apart");
        }
        if (!scanner.complete() || rows.missing() != null) {
            throw new LifeboatException(SOURCE_UNSUPPORTED, "pg_dump leaves out the rows of " + rows.missing());
        }
    }

    private static String name(SetContent content) {
        if (!content.rows()) {
            return "schema.sql";
        }
        if (!content.definitions()) {
            return "data.sql";
        }
        return content.tables().isEmpty() ? "full-database.sql" : "critical-tables.sql";
    }

    private List<String> arguments(SetContent content, String snapshotId) {
        List<String> arguments = new ArrayList<>(List.of(
                "--format=plain",
                "--no-owner",
                "--no-privileges",
                // Text that may be any bytes cannot be converted.
                "--encoding=" + (encoding.equals(CopyEncoding.RAW) ? encoding : "UTF8")));
        arguments.addAll(SchemaDump.options(snapshotId));
        if (content.definitions()) {
            arguments.addAll(List.of("--clean", "--if-exists"));
        }
        if (!content.rows()) {
            arguments.add("--schema-only");
        }
        if (!content.definitions()) {
            arguments.add("--data-only");
        }
        // Within double quotes, a pattern of pg_dump stands for itself.
        relations.forEach(name -> arguments.add("--table=" + quoted(name.schema()) + "." + quoted(name.name())));
        return arguments;
    }

    private static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }
}
