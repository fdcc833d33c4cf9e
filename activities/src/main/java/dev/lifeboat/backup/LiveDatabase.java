package dev.lifeboat.backup;

import dev.lifeboat.activity.Heartbeat;
import dev.lifeboat.archive.RowHash;
import dev.lifeboat.archive.SequenceInfo;
import dev.lifeboat.archive.TableInfo;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.postgres.ClientTools;
import dev.lifeboat.postgres.CopyRows;
import dev.lifeboat.postgres.PostgresConnector;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads a database as a backup would, at one moment, and keeps counts and hashes instead of rows. Only reads. */
public final class LiveDatabase {
    private final PostgresConnector connector;
    private final ClientTools tools;

    /**
     * What a database holds.
     *
     * @param tables with rows and content hash, without parts
     * @param definitions as pg_dump writes them; null: they were not asked for
     */
    public record Content(
            List<TableInfo> tables,
            List<SequenceInfo> sequences,
            @Nullable String definitions) {
        public Content {
            tables = List.copyOf(tables);
            sequences = List.copyOf(sequences);
        }
    }

    public LiveDatabase(PostgresConnector connector, ClientTools tools) {
        this.connector = connector;
        this.tools = tools;
    }

    /**
     * Reads all rows of the wanted tables once, in bounded memory. Throws SOURCE_UNREACHABLE, PRIVILEGE_MISSING,
     * SNAPSHOT_LOST if a table was emptied or rewritten meanwhile.
     */
    public Content read(String database, Predicate<TableInfo> wanted, boolean definitions) {
        try (SourceSession session = SourceSession.begin(connector, database)) {
            SourceCatalog catalog = session.catalog();
            List<TableInfo> tables = new ArrayList<>();
            for (SourceCatalog.SizedTable table : catalog.tables()) {
                if (wanted.test(table.info())) {
                    tables.add(counted(session, table.info()));
                }
            }
            List<String> changed = catalog.changedSinceSnapshot();
            if (!changed.isEmpty()) {
                throw new LifeboatException(
                        ErrorCode.SNAPSHOT_LOST, String.join(", ", changed) + " changed while it was read");
            }
            return new Content(tables, catalog.sequences(), definitions ? definitions(session, database) : null);
        }
    }

    private String definitions(SourceSession session, String database) {
        SourceCatalog catalog = session.catalog();
        String snapshot = catalog.query("SELECT pg_catalog.pg_export_snapshot()", row -> row.getString(1))
                .get(0);
        ClientTools.Found pgDump = tools.require("pg_dump", catalog.info().serverVersion());
        byte[] script = SchemaDump.run(pgDump, "plain", database, connector, snapshot, Heartbeat.none());
        return new String(script, StandardCharsets.UTF_8);
    }

    private static TableInfo counted(SourceSession session, TableInfo table) {
        SourceCatalog catalog = session.catalog();
        String name = catalog.quoted(table.schema()) + "." + catalog.quoted(table.name());
        String columns = table.columns().stream().map(catalog::quoted).collect(Collectors.joining(", "));
        RowHash hash = new RowHash();
        try {
            CopyRows.read(
                    session.connection(),
                    table.qualifiedName(),
                    "SELECT " + columns + " FROM " + catalog.rowsOf(table.oid(), name),
                    row -> hash.add(row, 0, row.length));
        } catch (SQLException e) {
            throw SourceCatalog.failed(e);
        }
        return table.withParts(hash.rows(), 0, hash.hex(), List.of());
    }
}
