package dev.lifeboat.backup;

import static dev.lifeboat.error.ErrorCode.PRIVILEGE_MISSING;
import static dev.lifeboat.error.ErrorCode.SOURCE_UNSUPPORTED;

import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.archive.SetFolders;
import dev.lifeboat.archive.SourceInfo;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.postgres.ClientTools;
import dev.lifeboat.postgres.PostgresConnector;
import dev.lifeboat.runbook.Phase;
import dev.lifeboat.runbook.Runbook;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Everything that can go wrong is looked at before a folder is claimed. */
final class Preflight {
    private static final int OLDEST_SERVER = 140000;

    private final PostgresConnector connector;
    private final ClientTools tools;

    Preflight(PostgresConnector connector, ClientTools tools) {
        this.connector = connector;
        this.tools = tools;
    }

    BackupPlan run(BackupRequest request, OpenVault vault, String runId, Instant now) {
        vault.sealer();
        vault.signer();
        List<String> warnings = new ArrayList<>();
        SourceInfo source;
        long bytes;
        try (SourceSession session =
                SourceSession.begin(connector, request.runbook().database().url())) {
            SourceCatalog catalog = session.catalog();
            source = catalog.info();
            if (source.serverVersion() < OLDEST_SERVER) {
                throw new LifeboatException(
                        SOURCE_UNSUPPORTED, "PostgreSQL " + source.serverVersion() / 10000 + "; 14 or newer is needed");
            }
            tools.require("pg_dump", source.serverVersion());
            tools.require("pg_restore", source.serverVersion());
            refuse(catalog);
            warnings.addAll(unknownTables(request.runbook(), catalog));
            bytes = catalog.query(
                            "SELECT pg_catalog.pg_database_size(pg_catalog.current_database())", row -> row.getLong(1))
                    .get(0);
        }
        String setId = new SetFolders(vault.store()).claim(request.mode(), request.label(), now, runId);
        return new BackupPlan(setId, String.valueOf(source.serverVersion()), bytes, warnings);
    }

    private static void refuse(SourceCatalog catalog) {
        List<String> unreadable = catalog.unreadable();
        if (!unreadable.isEmpty()) {
            throw new LifeboatException(
                    PRIVILEGE_MISSING,
                    "this role cannot read all rows of " + shortened(unreadable)
                            + "; it needs SELECT, USAGE on the schema, and BYPASSRLS where row security is on");
        }
        List<String> unsupported = catalog.unsupported();
        if (!unsupported.isEmpty()) {
            throw new LifeboatException(
                    SOURCE_UNSUPPORTED, "the database holds what a set cannot hold yet: " + shortened(unsupported));
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

    private static String shortened(List<String> names) {
        String first = String.join(", ", names.subList(0, Math.min(5, names.size())));
        return names.size() > 5 ? first + " and " + (names.size() - 5) + " more" : first;
    }
}
