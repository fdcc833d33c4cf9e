package dev.lifeboat.repair;

import static dev.lifeboat.error.ErrorCode.CONTENT_DIFFERS;
import static dev.lifeboat.error.ErrorCode.STORE_UNAVAILABLE;

import dev.lifeboat.activity.Heartbeat;
import dev.lifeboat.archive.Digests;
import dev.lifeboat.archive.ManifestJson;
import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.archive.SealedFile;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.postgres.CopyRows;
import dev.lifeboat.restore.Sql;
import dev.lifeboat.runbook.Archive;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Compares the side tables with the target's and makes the target's equal, in one transaction that writes its undo first. */
final class Mending {
    private static final int ROWS_AT_A_TIME = 500;

    /** What the text of a value depends on. */
    private static final List<String> SETTINGS = List.of(
            "search_path",
            "TimeZone",
            "DateStyle",
            "IntervalStyle",
            "lc_monetary",
            "bytea_output",
            "extra_float_digits",
            "xmloption",
            "standard_conforming_strings");

    private final Connection connection;
    private final RepairTask task;
    private final List<RepairedTable> tables;
    private final int parts;
    private final Heartbeat heartbeat;

    /**
     * @param tables those that others refer to first
     * @param parts how many have to be loaded aside
     */
    Mending(Connection connection, RepairTask task, List<RepairedTable> tables, int parts, Heartbeat heartbeat) {
        this.parts = parts;
        this.connection = connection;
        this.task = task;
        this.tables = tables;
        this.heartbeat = heartbeat;
    }

    RepairComparison compare() {
        SideSchema.requireLoaded(connection, parts);
        List<TableDifference> differences = new ArrayList<>();
        for (RepairedTable table : tables) {
            Map<String, Long> counts = new HashMap<>();
            StringBuilder hashes = new StringBuilder();
            Sql.query(connection, table.comparison(), row -> {
                        counts.put(row.getString(1), row.getLong(2));
                        return row.getString(1) + " " + row.getBigDecimal(3).toPlainString();
                    })
                    .stream()
                    .sorted()
                    .forEach(hash -> hashes.append(hash).append('\n'));
            heartbeat.moved(1, 0);
            differences.add(new TableDifference(
                    table.label(),
                    counts.getOrDefault("same", 0L),
                    counts.getOrDefault("missing", 0L),
                    counts.getOrDefault("changed", 0L),
                    counts.getOrDefault("extra", 0L),
                    Digests.sha256(hashes.toString().getBytes(StandardCharsets.UTF_8))));
        }
        byte[] evidence =
                ManifestJson.write(List.of(task.manifestSha256(), task.identity(), task.deleteExtra(), differences));
        return new RepairComparison(differences, Digests.sha256(evidence));
    }

    RepairReceipt apply(String approved, OpenVault vault, Instant now) {
        return Sql.transaction(connection, () -> {
            Optional<String> before = SideSchema.undo(connection);
            if (before.isPresent()) {
                // An earlier try got that far and could not say so.
                return new RepairReceipt(new RepairComparison(List.of(), approved), before.get());
            }
            tables.forEach(
                    table -> Sql.execute(connection, "LOCK TABLE " + table.name() + " IN SHARE ROW EXCLUSIVE MODE"));
            RepairComparison found = compare();
            if (!found.evidence().equals(approved)) {
                return new RepairReceipt(found, null);
            }
            Switches switches = Switches.of(connection, tables);
            WaitingKeys keys = new WaitingKeys(connection, tables, task.later());
            String undo = writeUndo(vault, now, switches, keys);
            switches.off().forEach(statement -> Sql.execute(connection, statement));
            keys.begin();
            mend();
            keys.end();
            requireEqual();
            switches.on().forEach(statement -> Sql.execute(connection, statement));
            tables.forEach(table -> RepairedSequences.moveAhead(connection, table));
            SideSchema.noteUndo(connection, undo);
            return new RepairReceipt(found, undo);
        });
    }

    /**
     * Extra rows go first, since a missing one may need what is unique in them; but last where that could take other rows
     * along, which by then refer to something else.
     */
    private void mend() {
        boolean last = cascades();
        if (task.deleteExtra() && !last) {
            reversed().forEach(table -> Sql.execute(connection, table.deleteExtra()));
        }
        for (RepairedTable table : tables) {
            Sql.execute(connection, table.insertMissing());
            if (table.hasKey() && table.common().size() > table.key().size()) {
                Sql.execute(connection, table.updateChanged());
            }
            heartbeat.moved(1, 0);
        }
        if (task.deleteExtra() && last) {
            reversed().forEach(table -> Sql.execute(connection, table.deleteExtra()));
        }
    }

    private boolean cascades() {
        return tables.stream().anyMatch(table -> Sql.holds(connection, """
                        SELECT EXISTS (SELECT FROM pg_constraint WHERE contype = 'f' AND confdeltype IN ('c', 'n', 'd')
                          AND (confrelid = ?::oid OR confrelid IN (SELECT relid FROM pg_partition_tree(?::oid::regclass))))""", table.oid(), table.oid()));
    }

    private void requireEqual() {
        for (TableDifference table : compare().tables()) {
            if (table.missing() + table.changed() > 0 || (task.deleteExtra() && table.extra() > 0)) {
                throw new LifeboatException(
                        CONTENT_DIFFERS, table.table() + " is not the set's after the repair: " + table.describe());
            }
        }
    }

    /** What brings the present rows back, for psql; encrypted, since it holds rows. Written before anything is changed. */
    private String writeUndo(OpenVault vault, Instant now, Switches switches, WaitingKeys keys) throws SQLException {
        String folder = "repairs/" + task.runId().replaceAll("[^A-Za-z0-9_.-]", "_");
        String object = "undo-" + task.stage() + "-" + now.toString().replaceAll("[^0-9TZ]", "-") + ".sql"
                + Archive.DEFAULT.compression().suffix() + ".pgp";
        try (SealedFile file = new SealedFile(vault.store(), vault.sealer(), Archive.DEFAULT, folder, object)) {
            line(file, "BEGIN;");
            // The texts below are written under these.
            line(file, "SET LOCAL client_encoding = 'UTF8';");
            for (String setting : SETTINGS) {
                lines(
                        file,
                        Sql.strings(
                                connection,
                                "SELECT 'SET LOCAL " + setting + " = ' || quote_literal(current_setting('" + setting
                                        + "'))"));
            }
            lines(file, switches.off());
            lines(file, keys.defer());
            for (RepairedTable table : tables) {
                if (task.deleteExtra()) {
                    copy(file, table.undoDeletions());
                }
                copy(file, table.undoChanges());
            }
            for (RepairedTable table : reversed()) {
                line(file, table.undoPlace());
                line(file, "COPY " + RepairedTable.UNDO + " FROM stdin;");
                CopyRows.read(connection, table.label(), table.inserted(), row -> write(file, row));
                line(file, "\\.");
                line(file, table.undoInsertions());
                line(file, "DROP TABLE " + RepairedTable.UNDO + ";");
            }
            lines(file, keys.check());
            lines(file, switches.on());
            line(file, "COMMIT;");
            file.finish();
            return folder + "/" + object;
        } catch (IOException e) {
            throw unwritten(e);
        }
    }

    private static LifeboatException unwritten(IOException e) {
        return new LifeboatException(STORE_UNAVAILABLE, "the undo file cannot be written: " + e.getMessage(), e);
    }

    private static void lines(SealedFile file, List<String> statements) throws IOException {
        for (String statement : statements) {
            line(file, statement + ";");
        }
    }

    private static void write(SealedFile file, byte[] row) {
        try {
            file.write(row);
        } catch (IOException e) {
            throw unwritten(e);
        }
    }

    private void copy(SealedFile file, String query) throws SQLException, IOException {
        try (Statement statement = connection.createStatement()) {
            statement.setFetchSize(ROWS_AT_A_TIME);
            try (ResultSet rows = statement.executeQuery(query)) {
                while (rows.next()) {
                    line(file, rows.getString(1));
                    heartbeat.moved(1, 0);
                }
            }
        }
    }

    private static void line(SealedFile file, String text) throws IOException {
        file.write((text + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private List<RepairedTable> reversed() {
        List<RepairedTable> reversed = new ArrayList<>(tables);
        Collections.reverse(reversed);
        return reversed;
    }
}
