package dev.lifeboat.backup;

import static dev.lifeboat.error.ErrorCode.SOURCE_UNSUPPORTED;
import static dev.lifeboat.error.ErrorCode.STORE_UNAVAILABLE;

import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.archive.SetFolders;
import dev.lifeboat.archive.SourceInfo;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.postgres.ClientTools;
import dev.lifeboat.postgres.PostgresConnector;
import dev.lifeboat.runbook.ByteCount;
import dev.lifeboat.runbook.Phase;
import dev.lifeboat.runbook.Runbook;
import dev.lifeboat.runbook.StoreLocation;
import dev.lifeboat.set.SetContent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Everything that can go wrong is looked at before a folder is claimed. */
public final class Preflight {
    private static final int OLDEST_SERVER = 140000;
    /** Two holders, and those of the schema archive: our own and pg_dump's. */
    private static final int OTHER_CONNECTIONS = 4;

    private final PostgresConnector connector;
    private final ClientTools tools;

    public Preflight(PostgresConnector connector, ClientTools tools) {
        this.connector = connector;
        this.tools = tools;
    }

    BackupPlan run(BackupRequest request, OpenVault vault, String runId, Instant now) {
        Outlook outlook = look(request.runbook(), vault, request.content());
        EarlierSets.Choice earlier = new EarlierSets(vault).choose(request, outlook.source());
        List<String> warnings = new ArrayList<>(outlook.warnings());
        warnings.addAll(earlier.warnings());
        warnings.addAll(vault.keyWarnings(now));
        String setId = new SetFolders(vault.store()).claim(request.mode(), request.label(), now, runId);
        return new BackupPlan(
                setId, String.valueOf(outlook.source().serverVersion()), outlook.bytes(), warnings, earlier.set());
    }

    /**
     * What a backup would meet.
     *
     * @param bytes the database's size
     * @param warnings what does not stand in the way, and should be known
     */
    public record Outlook(SourceInfo source, long bytes, List<String> warnings) {
        public Outlook {
            warnings = List.copyOf(warnings);
        }
    }

    /** Looks at keys, source, tools and room; changes nothing. Throws what a backup would throw. */
    public Outlook look(Runbook runbook, OpenVault vault) {
        return look(runbook, vault, SetContent.WHOLE);
    }

    private Outlook look(Runbook runbook, OpenVault vault, SetContent content) {
        vault.sealer();
        vault.signer();
        String url = runbook.database().url();
        refusePooler(url);
        List<String> warnings = new ArrayList<>();
        SourceInfo source;
        long bytes;
        try (SourceSession session = SourceSession.begin(connector, url)) {
            SourceCatalog catalog = session.catalog();
            source = catalog.info();
            if (source.serverVersion() < OLDEST_SERVER) {
                throw new LifeboatException(
                        SOURCE_UNSUPPORTED, "PostgreSQL " + source.serverVersion() / 10000 + "; 14 or newer is needed");
            }
            tools.require("pg_dump", source.serverVersion());
            tools.require("pg_restore", source.serverVersion());
            new SourceLimits(catalog).check();
            new ChosenRows(catalog, content).check(source.encoding());
            warnings.addAll(unknownTables(runbook, catalog));
            warnings.addAll(server(runbook.archive().parallelism() + OTHER_CONNECTIONS, catalog));
            bytes = catalog.query(
                            "SELECT pg_catalog.pg_database_size(pg_catalog.current_database())", row -> row.getLong(1))
                    .get(0);
        }
        warnings.addAll(room(vault.vault().store().primary(), bytes));
        return new Outlook(source, bytes, warnings);
    }

    /**
     * Behind a pooler in transaction mode two clients take turns on one server process; settings, locks and snapshots of a
     * session mean nothing there.
     */
    private void refusePooler(String source) {
        try (SourceSession first = SourceSession.idle(connector, source);
                SourceSession second = SourceSession.idle(connector, source)) {
            int before = first.serverProcess();
            second.catalog().execute("BEGIN");
            if (second.serverProcess() == before) {
                // Our settings must not stay behind for the pool's other clients.
                second.catalog().execute("RESET ALL");
                second.catalog().execute("COMMIT");
                throw new LifeboatException(
                        SOURCE_UNSUPPORTED,
                        "this address is a connection pooler in transaction mode; use the database's direct address, or a"
                                + " pooler in session mode");
            }
        }
    }

    /** What a server may do to a backup that is under way. */
    private static List<String> server(int connections, SourceCatalog catalog) {
        return catalog.query("""
                SELECT 'role ' || r.rolname || ' may have ' || r.rolconnlimit || ' connections; a backup takes up to ' || ?
                       || '; raise it, or lower archive.parallelism'
                FROM pg_catalog.pg_roles r WHERE r.rolname = current_user AND r.rolconnlimit BETWEEN 0 AND ? - 1
                UNION ALL
                SELECT 'database ' || d.datname || ' may have ' || d.datconnlimit || ' connections; a backup takes up to ' || ?
                FROM pg_catalog.pg_database d
                WHERE d.datname = pg_catalog.current_database() AND d.datconnlimit BETWEEN 0 AND ? - 1
                UNION ALL
                SELECT 'the source is a standby: a change that it replays may wait behind the backup, or end it after '
                       || s.setting || ' ms (max_standby_streaming_delay); -1 lets it wait'
                FROM pg_catalog.pg_settings s
                WHERE pg_catalog.pg_is_in_recovery() AND s.name = 'max_standby_streaming_delay' AND s.setting <> '-1'
                """, row -> row.getString(1), connections, connections, connections, connections);
    }

    /** No more than a warning: how well the rows compress is not known before. */
    private static List<String> room(StoreLocation store, long databaseBytes) {
        String path = store.path();
        if (path == null) {
            return List.of();
        }
        try {
            // The store's own folder is made by what is written first.
            Path existing = Path.of(path).toAbsolutePath().normalize();
            while (!Files.exists(existing) && existing.getParent() != null) {
                existing = existing.getParent();
            }
            long free = Files.getFileStore(existing).getUsableSpace();
            return free >= databaseBytes
                    ? List.of()
                    : List.of("the store has " + new ByteCount(free).human() + " free, the database is "
                            + new ByteCount(databaseBytes).human() + " large");
        } catch (IOException e) {
            throw new LifeboatException(STORE_UNAVAILABLE, path + ": " + e.getMessage(), e);
        }
    }

    /** A table that the runbook names and the database lacks: a warning here, since the backup is complete without it. */
    private static List<String> unknownTables(Runbook runbook, SourceCatalog catalog) {
        Set<String> known = new HashSet<>(catalog.query("""
                SELECT n.nspname || '.' || c.relname FROM pg_catalog.pg_class c
                JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'p')
                """, row -> row.getString(1)));
        List<String> warnings = new ArrayList<>();
        for (Phase phase : runbook.phases()) {
            for (String table : phase.tables()) {
                if (!known.contains(Runbook.qualified(table))) {
                    warnings.add(
                            "phase " + phase.name() + " names table " + table + ", which the database does not have");
                }
            }
        }
        return warnings;
    }
}
