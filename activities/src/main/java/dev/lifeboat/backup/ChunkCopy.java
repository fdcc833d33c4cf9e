package dev.lifeboat.backup;

import static dev.lifeboat.error.ErrorCode.LOCK_NOT_AVAILABLE;
import static dev.lifeboat.error.ErrorCode.SNAPSHOT_LOST;

import dev.lifeboat.activity.Heartbeat;
import dev.lifeboat.archive.JsonTableWriter;
import dev.lifeboat.archive.PartInfo;
import dev.lifeboat.archive.PartWriter;
import dev.lifeboat.archive.RowHash;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.keys.Sealer;
import dev.lifeboat.postgres.CopyRows;
import dev.lifeboat.postgres.PostgresConnector;
import dev.lifeboat.set.Form;
import dev.lifeboat.store.Store;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Chunks, one after the other: COPY out under the snapshot, straight into parts. */
final class ChunkCopy {
    private final PostgresConnector connector;

    ChunkCopy(PostgresConnector connector) {
        this.connector = connector;
    }

    /**
     * @param earlier chunks that are referred to where nothing has changed
     * @param tryNumber distinguishes the objects of a repeated try from those of the one before
     */
    CopyReceipt copy(
            SnapshotTask task, ChunkGroup group, Store store, Sealer sealer, EarlierChunks earlier, int tryNumber) {
        try (Heartbeat heartbeat = Heartbeat.start();
                SourceSession session = SourceSession.under(connector, task.source(), task.snapshotIds())) {
            heartbeat.onCancel(session::cancel);
            List<StoredPart> parts = new ArrayList<>();
            List<ChunkDigest> digests = new ArrayList<>();
            boolean reuse = task.archive().reuse() && task.content().form() == Form.ARCHIVE;
            if (reuse) {
                // Workers of the server would hand rows over in another order each time.
                session.catalog().execute("SET LOCAL max_parallel_workers_per_gather = 0");
            }
            for (TableChunk chunk : group.chunks()) {
                heartbeat.check();
                List<String> columns = lock(session.catalog(), chunk);
                Rows rows = reader -> read(session, task, chunk, columns, heartbeat, reader);
                try (PartWriter writer = writer(task, chunk, columns, session.catalog(), store, sealer, tryNumber)) {
                    EarlierChunks.Chunk same = unchanged(earlier.of(chunk, columns), store, rows);
                    ChunkText text = reuse && same == null ? new ChunkText() : null;
                    parts.addAll(stored(chunk, same == null ? written(writer, text, rows) : same.parts()));
                    if (same != null) {
                        digests.add(new ChunkDigest(chunk.tableOid(), chunk.number(), same.textSha256()));
                    } else if (text != null) {
                        digests.add(new ChunkDigest(chunk.tableOid(), chunk.number(), text.sha256()));
                    }
                } catch (SQLException e) {
                    throw heartbeat.explain(SourceCatalog.failed(e));
                } catch (LifeboatException e) {
                    throw heartbeat.explain(e);
                }
            }
            return CopyReceipt.of(parts, digests);
        }
    }

    /** Reads a chunk's rows, each time the same ones: the snapshot stands still. */
    @FunctionalInterface
    private interface Rows {
        void to(CopyRows.Reader reader) throws SQLException;
    }

    /** The earlier chunk if these are its rows, which are read for that alone; else null. */
    private static EarlierChunks.@Nullable Chunk unchanged(EarlierChunks.@Nullable Chunk known, Store store, Rows rows)
            throws SQLException {
        if (known == null || !known.isIn(store)) {
            return null;
        }
        RowHash hash = new RowHash();
        ChunkText text = new ChunkText();
        rows.to(row -> {
            hash.add(row, 0, row.length);
            text.row(row);
        });
        return known.is(hash, text) ? known : null;
    }

    private static List<PartInfo> written(PartWriter writer, @Nullable ChunkText text, Rows rows) throws SQLException {
        rows.to(row -> {
            writer.row(row, 0, row.length);
            if (text != null) {
                text.row(row);
            }
        });
        return writer.finish();
    }

    private static PartWriter writer(
            SnapshotTask task,
            TableChunk chunk,
            List<String> columns,
            SourceCatalog catalog,
            Store store,
            Sealer sealer,
            int tryNumber) {
        String suffix = task.archive().compression().suffix() + ".pgp";
        if (task.content().form() == Form.JSON) {
            String table = (chunk.schema().equals("public") ? "" : chunk.schema() + ".") + chunk.table();
            JsonTableWriter json = new JsonTableWriter(
                    catalog.jsonColumns(chunk.tableOid(), columns),
                    new JsonTableWriter.Heading(catalog.now(), table, Migrations.last(catalog)));
            return PartWriter.json(
                    store, sealer, task.archive(), task.setId(), jsonName(task, chunk, tryNumber) + suffix, json);
        }
        String name = objectName(task, chunk, tryNumber);
        return new PartWriter(
                store,
                sealer,
                task.archive(),
                task.setId(),
                part -> name + (part == 1 ? "" : "-" + part) + ".copy" + suffix);
    }

    private static List<String> lock(SourceCatalog catalog, TableChunk chunk) {
        String table = catalog.quoted(chunk.schema()) + "." + catalog.quoted(chunk.table());
        if (!catalog.lockNow(List.of(table))) {
            throw new LifeboatException(
                    LOCK_NOT_AVAILABLE, "a change of " + table + " is under way, or waits behind the backup");
        }
        return catalog.columnsOfLocked(table, chunk.tableOid())
                .orElseThrow(() -> new LifeboatException(SNAPSHOT_LOST, table + " is not the table it was"));
    }

    private static void read(
            SourceSession session,
            SnapshotTask task,
            TableChunk chunk,
            List<String> columns,
            Heartbeat heartbeat,
            CopyRows.Reader reader)
            throws SQLException {
        SourceCatalog catalog = session.catalog();
        String table = catalog.quoted(chunk.schema()) + "." + catalog.quoted(chunk.table());
        String condition = new ChosenRows(catalog, task.content())
                .condition(chunk.schema() + "." + chunk.table(), chunk.tableOid());
        String query = "SELECT " + columns.stream().map(catalog::quoted).collect(Collectors.joining(", ")) + " FROM "
                + catalog.rowsOf(chunk.tableOid(), table) + " WHERE " + condition + range(chunk);
        Heartbeat.Meter meter = heartbeat.meter();
        CopyRows.read(session.connection(), chunk.schema() + "." + chunk.table(), query, row -> {
            reader.row(row);
            meter.row(row.length);
        });
        meter.flush();
    }

    private static String range(TableChunk chunk) {
        String where = "";
        if (chunk.fromBlock() != null) {
            where = " AND ctid >= '(" + chunk.fromBlock() + ",0)'::pg_catalog.tid";
        }
        if (chunk.toBlock() != null) {
            where += " AND ctid < '(" + chunk.toBlock() + ",0)'::pg_catalog.tid";
        }
        return where;
    }

    private static List<StoredPart> stored(TableChunk chunk, List<PartInfo> parts) {
        List<StoredPart> stored = new ArrayList<>();
        for (PartInfo part : parts) {
            stored.add(new StoredPart(
                    chunk.tableOid(),
                    chunk.number(),
                    stored.size() + 1,
                    part.object(),
                    part.rows(),
                    part.bytes(),
                    part.storedBytes(),
                    part.sha256(),
                    part.hash(),
                    part.set()));
        }
        return stored;
    }

    /** {@code data/public.bookings/00001}; another snapshot or try of the same run writes another object. */
    static String objectName(SnapshotTask task, TableChunk chunk, int tryNumber) {
        return String.format(
                Locale.ROOT,
                "data/%s/%05d%s",
                shortened(encoded(chunk.schema()) + "." + encoded(chunk.table()), chunk.tableOid()),
                chunk.number(),
                tries(task, tryNumber));
    }

    /** {@code users.json}; tables outside of schema public have the schema's name before theirs. */
    private static String jsonName(SnapshotTask task, TableChunk chunk, int tryNumber) {
        String schema = chunk.schema().equals("public") ? "" : encoded(chunk.schema()) + ".";
        return shortened(schema + encoded(chunk.table()), chunk.tableOid()) + ".json" + tries(task, tryNumber);
    }

    /** Nothing for the first try under the first snapshot. */
    private static String tries(SnapshotTask task, int tryNumber) {
        return (task.attempt() > 1 ? ".s" + task.attempt() : "") + (tryNumber > 1 ? ".t" + tryNumber : "");
    }

    /** A name of 63 four-byte characters twice would be longer than a path segment may be. */
    private static String shortened(String name, long oid) {
        return name.length() <= 200 ? name : name.substring(0, 180) + "." + oid;
    }

    /** ASCII letters, digits, {@code _} and {@code -} as they are, everything else as UTF-8 in percent form. */
    private static String encoded(String text) {
        StringBuilder out = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            boolean plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
            out.append(plain ? String.valueOf(c) : String.format(Locale.ROOT, "%%%02X", (int) c));
        }
        return out.toString();
    }
}
