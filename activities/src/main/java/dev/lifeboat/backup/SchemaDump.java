package dev.lifeboat.backup;

import static dev.lifeboat.error.ErrorCode.SOURCE_UNSUPPORTED;
import static dev.lifeboat.error.ErrorCode.STORE_UNAVAILABLE;
import static dev.lifeboat.error.ErrorCode.TOOL_FAILED;

import dev.lifeboat.activity.Heartbeat;
import dev.lifeboat.archive.Digests;
import dev.lifeboat.archive.FileInfo;
import dev.lifeboat.archive.LargeObjects;
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
import dev.lifeboat.set.Form;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** The schema archive, and which tables each of its entries belongs to. */
final class SchemaDump {
    private final PostgresConnector connector;
    private final ClientTools tools;

    SchemaDump(PostgresConnector connector, ClientTools tools) {
        this.connector = connector;
        this.tools = tools;
    }

    /** The archive is small and stays in memory: its plain form never touches a disk. */
    BatchReceipt dump(SnapshotTask task, OpenVault vault, Heartbeat heartbeat) {
        try (SourceSession session = SourceSession.under(connector, task.source(), task.snapshotIds())) {
            SourceCatalog catalog = session.catalog();
            // Again, and now exactly: what was made after the preflight is in this snapshot too.
            new SourceLimits(catalog).check();
            SourceInfo source = catalog.info();
            ClientTools.Found pgDump = tools.require("pg_dump", source.serverVersion());
            ClientTools.Found pgRestore = tools.require("pg_restore", pgDump.major() * 10_000);
            ChosenRows chosen = new ChosenRows(catalog, task.content());
            List<TableInfo> tables =
                    chosen.tables().stream().map(SourceCatalog.SizedTable::info).toList();
            List<FileInfo> files = new ArrayList<>();
            List<SchemaEntry> entries = List.of();
            if (task.content().definitions()) {
                byte[] archive = run(pgDump, "custom", task.source(), connector, session.snapshotId(), heartbeat);
                entries = entries(list(pgRestore, archive, heartbeat), catalog.owners());
                requireDefinitions(tables, entries, catalog.configurationTables());
                files.add(store(vault, task.setId(), archive));
            }
            if (task.content().form() == Form.SQL) {
                SqlDump.Dumped dumped = new SqlDump(connector, pgDump, source.encoding(), chosen.relations())
                        .dump(task, session.snapshotId(), tables, vault, heartbeat);
                tables = dumped.tables();
                files.add(dumped.file());
            }
            WorkRecords.Schema record = new WorkRecords.Schema(
                    source,
                    pgDump.version(),
                    files,
                    tables,
                    task.content().rows() ? catalog.sequences() : List.of(),
                    entries,
                    catalog.foreignKeys(),
                    catalog.unfilledViews(),
                    SourceRoles.read(catalog, source),
                    chosen.outside());
            WorkRecords.Written written = new WorkRecords(vault.store(), task.setId())
                    .write(SetObjects.WORK + "schema-a" + task.attempt() + ".json", record);
            return new BatchReceipt(
                    written.object(),
                    written.sha256(),
                    tables.size(),
                    0,
                    0,
                    files.stream().mapToLong(FileInfo::storedBytes).sum(),
                    0);
        }
    }

    /** All definitions of a database under a snapshot, in one of pg_dump's formats. */
    static byte[] run(
            ClientTools.Found pgDump,
            String format,
            String source,
            PostgresConnector connector,
            String snapshotId,
            Heartbeat heartbeat) {
        return run(
                pgDump.path(),
                Stream.concat(
                                Stream.of("--format=" + format, "--schema-only", "--encoding=UTF8"),
                                options(snapshotId).stream())
                        .toList(),
                connector.environment(DatabaseRef.of(source)),
                new byte[0],
                heartbeat);
    }

    /** What every pg_dump is told. */
    static List<String> options(String snapshotId) {
        return List.of(
                "--no-password",
                "--lock-wait-timeout=30s",
                "--exclude-schema=_lifeboat_restore",
                "--exclude-schema=_lifeboat_repair",
                "--snapshot=" + snapshotId);
    }

    private static String list(ClientTools.Found pgRestore, byte[] archive, Heartbeat heartbeat) {
        byte[] listing = run(pgRestore.path(), List.of("--list", "--verbose"), Map.of(), archive, heartbeat);
        return new String(listing, StandardCharsets.UTF_8);
    }

    private static byte[] run(
            Path tool, List<String> arguments, Map<String, String> environment, byte[] input, Heartbeat heartbeat) {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        try (ToolRun run = ToolRun.start(tool, arguments, environment)) {
            heartbeat.onCancel(run::close);
            run.feed(input);
            run.output().transferTo(output);
            run.finish();
        } catch (IOException e) {
            throw heartbeat.explain(new LifeboatException(TOOL_FAILED, tool.getFileName() + ": " + e.getMessage(), e));
        } catch (LifeboatException e) {
            throw heartbeat.explain(e);
        }
        return output.toByteArray();
    }

    private static FileInfo store(OpenVault vault, String setId, byte[] archive) {
        ByteArrayOutputStream ciphertext = new ByteArrayOutputStream();
        try (OutputStream sealed = vault.sealer().seal(ciphertext)) {
            sealed.write(archive);
        } catch (IOException e) {
            throw new LifeboatException(STORE_UNAVAILABLE, "the schema archive: " + e.getMessage(), e);
        }
        byte[] bytes = ciphertext.toByteArray();
        String object = SetObjects.writeSchema(vault.store(), setId, bytes);
        return new FileInfo(object, bytes.length, Digests.sha256(bytes));
    }

    /** Rows without a table to put them into would be found out at the restore: too late. */
    private static void requireDefinitions(
            List<TableInfo> tables, List<SchemaEntry> entries, Set<Long> configurations) {
        Set<Long> defined = new HashSet<>(configurations);
        entries.stream().filter(entry -> entry.type().equals("TABLE")).forEach(entry -> defined.add(entry.object()));
        for (TableInfo table : tables) {
            if (!defined.contains(table.oid()) && !LargeObjects.contains(table)) {
                throw new LifeboatException(
                        SOURCE_UNSUPPORTED, "pg_dump leaves out the definition of table " + table.qualifiedName());
            }
        }
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
