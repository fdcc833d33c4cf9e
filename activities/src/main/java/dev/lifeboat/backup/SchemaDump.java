package dev.lifeboat.backup;

import static dev.lifeboat.error.ErrorCode.STORE_UNAVAILABLE;

import dev.lifeboat.archive.Digests;
import dev.lifeboat.archive.FileInfo;
import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.archive.SchemaEntry;
import dev.lifeboat.archive.SetObjects;
import dev.lifeboat.archive.SourceInfo;
import dev.lifeboat.archive.TableInfo;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.postgres.ClientTools;
import dev.lifeboat.postgres.PostgresConnector;
import dev.lifeboat.postgres.TableOfContents;
import dev.lifeboat.postgres.ToolRun;
import dev.lifeboat.set.DatabaseRef;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The schema archive, and which tables each of its entries belongs to. */
final class SchemaDump {
    private final PostgresConnector connector;
    private final ClientTools tools;

    SchemaDump(PostgresConnector connector, ClientTools tools) {
        this.connector = connector;
        this.tools = tools;
    }

    BatchReceipt dump(SnapshotTask task, OpenVault vault) {
        try (SourceSession session = SourceSession.under(connector, task.source(), task.snapshotIds())) {
            SourceCatalog catalog = session.catalog();
            SourceInfo source = catalog.info();
            ClientTools.Found pgDump = tools.require("pg_dump", source.serverVersion());
            ClientTools.Found pgRestore = tools.require("pg_restore", source.serverVersion());
            Path file = Files.createTempFile(
                    "lifeboat-schema-",
                    ".dump",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            try {
                runPgDump(pgDump, task, session.snapshotId(), file);
                List<TableInfo> tables = catalog.tables().stream()
                        .map(SourceCatalog.SizedTable::info)
                        .toList();
                WorkRecords.Schema record = new WorkRecords.Schema(
                        source,
                        pgDump.version(),
                        store(vault, task.setId(), file),
                        tables,
                        catalog.sequences(),
                        entries(list(pgRestore, file), catalog.owners()),
                        catalog.foreignKeys());
                String object = SetObjects.WORK + "schema-a" + task.attempt() + ".json";
                String sha256 = new WorkRecords(vault.store(), task.setId()).write(object, record);
                return new BatchReceipt(
                        object, sha256, tables.size(), 0, 0, record.archive().storedBytes());
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new LifeboatException(STORE_UNAVAILABLE, "the schema archive: " + e.getMessage(), e);
        }
    }

    private void runPgDump(ClientTools.Found pgDump, SnapshotTask task, String snapshotId, Path file) {
        ToolRun.run(
                pgDump.path(),
                List.of(
                        "--format=custom",
                        "--schema-only",
                        "--encoding=UTF8",
                        "--no-password",
                        "--lock-wait-timeout=30s",
                        "--exclude-schema=_lifeboat_restore",
                        "--snapshot=" + snapshotId,
                        "--file=" + file),
                connector.environment(DatabaseRef.of(task.source())),
                OutputStream.nullOutputStream());
    }

    private static String list(ClientTools.Found pgRestore, Path file) {
        ByteArrayOutputStream listing = new ByteArrayOutputStream();
        ToolRun.run(pgRestore.path(), List.of("--list", "--verbose", file.toString()), Map.of(), listing);
        return listing.toString(StandardCharsets.UTF_8);
    }

    private static FileInfo store(OpenVault vault, String setId, Path file) throws IOException {
        ByteArrayOutputStream ciphertext = new ByteArrayOutputStream();
        try (OutputStream sealed = vault.sealer().seal(ciphertext)) {
            Files.copy(file, sealed);
        }
        byte[] bytes = ciphertext.toByteArray();
        String name = setId + "/" + SetObjects.SCHEMA;
        // An earlier try or snapshot of this run may have written it; nobody else writes into a claimed folder.
        vault.store().delete(name);
        SetObjects.write(vault.store(), name, bytes);
        return new FileInfo(SetObjects.SCHEMA, bytes.length, Digests.sha256(bytes));
    }

    /**
     * Tables by the catalogues; for entries that are no object (0 0: ACL, COMMENT, ATTACH, OWNED BY) those of what they
     * depend on, never by name.
     */
    static List<SchemaEntry> entries(String listing, Map<List<Long>, Set<Long>> owners) {
        List<SchemaEntry> entries = new ArrayList<>();
        Map<Integer, List<Long>> tablesOf = new HashMap<>();
        for (TableOfContents.Line line : TableOfContents.parse(listing)) {
            Set<Long> tables = new LinkedHashSet<>();
            if (line.catalog() == 0 && line.object() != 0) {
                tables.add(line.object());
            } else if (line.object() != 0) {
                tables.addAll(owners.getOrDefault(List.of(line.catalog(), line.object()), Set.of()));
            } else {
                line.dependsOn().forEach(id -> tables.addAll(tablesOf.getOrDefault(id, List.of())));
            }
            tablesOf.put(line.dumpId(), List.copyOf(tables));
            entries.add(new SchemaEntry(
                    line.dumpId(),
                    line.catalog(),
                    line.object(),
                    line.type(),
                    line.label(),
                    line.dependsOn(),
                    List.copyOf(tables)));
        }
        return entries;
    }
}
