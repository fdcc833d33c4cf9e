package dev.lifeboat.repair;

import static dev.lifeboat.error.ErrorCode.CONTENT_DIFFERS;
import static dev.lifeboat.error.ErrorCode.STORE_UNAVAILABLE;

import dev.lifeboat.activity.Heartbeat;
import dev.lifeboat.archive.Digests;
import dev.lifeboat.archive.ManifestJson;
import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.archive.SealedFile;
import dev.lifeboat.error.LifeboatException;
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

    private final Connection connection;
    private final RepairTask task;
    private final List<RepairedTable> tables;
    private final Heartbeat heartbeat;

    /** @param tables those that others refer to first */
    Mending(Connection connection, RepairTask task, List<RepairedTable> tables, Heartbeat heartbeat) {
        this.connection = connection;
        this.task = task;
        this.tables = tables;
        this.heartbeat = heartbeat;
    }

    RepairComparison compare() {
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
            List<String> enable = triggersOff();
            String undo = writeUndo(vault, now, enable);
            WaitingKeys keys = new WaitingKeys(connection);
            keys.begin(tables, task.later());
            mend();
            keys.end();
            requireEqual();
            enable.forEach(statement -> Sql.execute(connection, statement));
            tables.forEach(table -> RepairedSequences.moveAhead(connection, table));
            SideSchema.noteUndo(connection, undo);
            return new RepairReceipt(found, undo);
        });
    }

    /** The application's triggers would answer to rows that are not new; returns the statements that put them back on. */
    private List<String> triggersOff() {
        List<String> enable = new ArrayList<>();
        for (RepairedTable table : tables) {
            Sql.query(
                            connection,
                            """
                            SELECT format('ALTER TABLE %s ', t.tgrelid::regclass),
                                   CASE t.tgenabled WHEN 'A' THEN 'ENABLE ALWAYS' WHEN 'R' THEN 'ENABLE REPLICA' ELSE 'ENABLE' END,
                                   quote_ident(t.tgname)
                            FROM pg_trigger t JOIN pg_partition_tree(?::oid::regclass) p ON p.relid = t.tgrelid
                            WHERE NOT t.tgisinternal AND t.tgenabled <> 'D'
                            UNION SELECT format('ALTER TABLE %s ', t.tgrelid::regclass),
                                   CASE t.tgenabled WHEN 'A' THEN 'ENABLE ALWAYS' WHEN 'R' THEN 'ENABLE REPLICA' ELSE 'ENABLE' END,
                                   quote_ident(t.tgname)
                            FROM pg_trigger t WHERE t.tgrelid = ?::oid AND NOT t.tgisinternal AND t.tgenabled <> 'D'""",
                            row -> List.of(row.getString(1), row.getString(2), row.getString(3)),
                            table.oid(),
                            table.oid())
                    .forEach(trigger -> {
                        Sql.execute(connection, trigger.get(0) + "DISABLE TRIGGER " + trigger.get(2));
                        enable.add(trigger.get(0) + trigger.get(1) + " TRIGGER " + trigger.get(2));
                    });
        }
        return enable;
    }

    private void mend() {
        if (task.deleteExtra()) {
            reversed().forEach(table -> Sql.execute(connection, table.deleteExtra()));
        }
        for (RepairedTable table : tables) {
            Sql.execute(connection, table.insertMissing());
            if (table.hasKey() && table.common().size() > table.key().size()) {
                Sql.execute(connection, table.updateChanged());
            }
            heartbeat.moved(1, 0);
        }
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
    private String writeUndo(OpenVault vault, Instant now, List<String> enable) throws SQLException {
        String folder = "repairs/" + task.runId().replaceAll("[^A-Za-z0-9_.-]", "_");
        String object = "undo-" + task.stage() + "-" + now.toString().replaceAll("[^0-9TZ]", "-") + ".sql"
                + Archive.DEFAULT.compression().suffix() + ".pgp";
        try (SealedFile file = new SealedFile(vault.store(), vault.sealer(), Archive.DEFAULT, folder, object)) {
            line(file, "BEGIN;\nSET CONSTRAINTS ALL DEFERRED;");
            for (String statement : enable) {
                line(file, statement.replaceFirst(" ENABLE( ALWAYS| REPLICA)? TRIGGER ", " DISABLE TRIGGER ") + ";");
            }
            for (RepairedTable table : reversed()) {
                if (Sql.holds(connection, "SELECT NOT EXISTS (SELECT FROM " + table.name() + ")")) {
                    line(file, "DELETE FROM " + table.name() + ";");
                } else {
                    copy(file, table.undoInsertions());
                }
            }
            for (RepairedTable table : tables) {
                if (task.deleteExtra()) {
                    copy(file, table.undoDeletions());
                }
                copy(file, table.undoChanges());
            }
            for (String statement : enable) {
                line(file, statement + ";");
            }
            line(file, "COMMIT;");
            file.finish();
            return folder + "/" + object;
        } catch (IOException e) {
            throw new LifeboatException(STORE_UNAVAILABLE, "the undo file cannot be written: " + e.getMessage(), e);
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
