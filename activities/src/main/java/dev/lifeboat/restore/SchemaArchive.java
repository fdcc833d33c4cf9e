package dev.lifeboat.restore;

import static dev.lifeboat.error.ErrorCode.INTERNAL;
import static dev.lifeboat.error.ErrorCode.TOOL_FAILED;

import dev.lifeboat.archive.Manifest;
import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.archive.SchemaEntry;
import dev.lifeboat.archive.SetReader;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.keys.Opener;
import dev.lifeboat.postgres.ClientTools;
import dev.lifeboat.postgres.ToolRun;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.postgresql.core.NativeQuery;
import org.postgresql.core.Parser;

/**
 * A set's schema archive. Its entries are turned into SQL by {@code pg_restore} and executed by us, so that the objects and
 * the note that they exist commit together: asking afterwards by name whether an entry was made is never quite certain. It is
 * decrypted in memory for one run of the tool. Thread-safe.
 */
public final class SchemaArchive {
    private final OpenVault vault;
    private final Manifest manifest;
    private final Path pgRestore;
    private final Rights rights;
    private final SchemaScripts scripts;

    /**
     * Reads nothing yet.
     *
     * @param manifest authenticated
     * @param scripts what is known already; another archive may share it
     */
    SchemaArchive(OpenVault vault, Manifest manifest, Path pgRestore, Rights rights, SchemaScripts scripts) {
        this.vault = vault;
        this.manifest = manifest;
        this.pgRestore = pgRestore;
        this.rights = rights;
        this.scripts = scripts;
    }

    /** All definitions of a set as one SQL text. Throws SET_CORRUPT, KEY_UNUSABLE, TOOL_MISSING, TOOL_TOO_OLD. */
    public static String script(OpenVault vault, Manifest manifest, ClientTools tools) {
        Path pgRestore =
                tools.require("pg_restore", manifest.source().serverVersion()).path();
        return new SchemaArchive(vault, manifest, pgRestore, Rights.ALL, new SchemaScripts()).text(List.of());
    }

    /**
     * Fetches and decrypts the archive for one run of {@code pg_restore}; its output. Throws SET_CORRUPT when the archive is
     * missing or is not what the manifest says, KEY_UNUSABLE, STORE_UNAVAILABLE, TOOL_FAILED.
     */
    private String text(List<String> options) {
        Opener opener = vault.opener();
        byte[] ciphertext = new SetReader(vault).file(manifest, manifest.schema());
        try (InputStream plain =
                opener.open(ciphertext, manifest.set(), manifest.schema().object())) {
            List<String> arguments = new ArrayList<>(options);
            arguments.add("--file=-");
            ByteArrayOutputStream script = new ByteArrayOutputStream();
            // Through a pipe: what a killed worker leaves in a file stays there.
            try (ToolRun run = ToolRun.start(pgRestore, arguments, Map.of())) {
                run.feed(plain.readAllBytes());
                run.output().transferTo(script);
                run.finish();
            }
            return script.toString(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new LifeboatException(
                    TOOL_FAILED, "the schema archive cannot be given to pg_restore: " + e.getMessage(), e);
        }
    }

    /**
     * The statements that make these entries, in the archive's order, without owners and without what belongs to a session.
     */
    List<String> statements(List<SchemaEntry> entries) {
        return statements(entries, "--no-owner");
    }

    /** As {@link #statements}, with the statements that give each object its owner. */
    List<String> statementsWithOwners(List<SchemaEntry> entries) {
        return statements(entries, rights.owners() ? "" : "--no-owner");
    }

    /** Only the statements that give these entries' objects their owners. */
    List<String> owners(List<SchemaEntry> entries) {
        List<String> with = statementsWithOwners(entries);
        List<String> without = statements(entries);
        List<String> owners = new ArrayList<>();
        int next = 0;
        for (String statement : with) {
            if (next < without.size() && without.get(next).equals(statement)) {
                next++;
            } else {
                owners.add(statement);
            }
        }
        if (next != without.size()) {
            throw new LifeboatException(INTERNAL, "pg_restore gave different statements with and without owners");
        }
        return owners;
    }

    private List<String> statements(List<SchemaEntry> entries, String option) {
        if (entries.isEmpty()) {
            return List.of();
        }
        RoleNames names = new RoleNames(rights.map());
        return script(option).of(entries.stream().map(SchemaEntry::dumpId).toList()).stream()
                .map(names::in)
                .toList();
    }

    /** All entries at once: one run of the tool for all groups of entries. */
    private EntryScript script(String option) {
        List<String> options = new ArrayList<>(List.of("--verbose"));
        if (!option.isEmpty()) {
            options.add(option);
        }
        if (!rights.privileges()) {
            options.add("--no-privileges");
        }
        return scripts.get(
                new SchemaScripts.Key(manifest.schema().sha256(), pgRestore.toString(), List.copyOf(options)),
                () -> EntryScript.of(text(options)));
    }

    /**
     * Cuts a script into statements by the driver's own parser, which knows quotes, dollar quotes and comments; without
     * what belongs to a session.
     */
    public static List<String> split(String script) {
        return split(script, Titles.CUT);
    }

    /** Whether statements keep the comments that stand before them. */
    enum Titles {
        KEPT,
        CUT
    }

    static List<String> split(String script, Titles titles) {
        try {
            return Parser.parseJdbcSql(withoutRestrict(script), true, false, true, false, false).stream()
                    .map((NativeQuery query) -> query.nativeSql)
                    .filter(statement -> !withoutTitle(statement).isEmpty() && !isSessionSetting(statement))
                    .map(statement -> titles == Titles.KEPT ? statement.stripTrailing() : withoutTitle(statement))
                    .toList();
        } catch (SQLException e) {
            throw new LifeboatException(INTERNAL, "a statement of the schema archive cannot be parsed", e);
        }
    }

    /** Without the comment lines before a statement, which name the owner; what follows stays as it is, byte by byte. */
    static String withoutTitle(String statement) {
        int start = 0;
        while (start < statement.length()) {
            int end = statement.indexOf('\n', start);
            String line = statement.substring(start, end < 0 ? statement.length() : end);
            if (!line.isBlank() && !line.startsWith("--")) {
                break;
            }
            start = end < 0 ? statement.length() : end + 1;
        }
        return statement.substring(start).strip();
    }

    /** Newer tools put the script between two psql commands with a random key; a body may hold any other backslash. */
    private static String withoutRestrict(String script) {
        int start = script.indexOf("\\restrict ");
        if (start < 0 || !isPreamble(script.substring(0, start))) {
            return script;
        }
        int endOfLine = script.indexOf('\n', start);
        String key = script.substring(start + "\\restrict ".length(), endOfLine).strip();
        int end = script.lastIndexOf("\\unrestrict " + key);
        return script.substring(endOfLine, end < 0 ? script.length() : end);
    }

    private static boolean isPreamble(String text) {
        return text.lines().allMatch(line -> line.isBlank() || line.startsWith("--"));
    }

    /** What pg_restore sets at the top is pinned on our connections already; the driver forbids another client encoding. */
    private static boolean isSessionSetting(String statement) {
        String text = statement
                .lines()
                .filter(line -> !line.startsWith("--"))
                .reduce("", (one, other) -> one + other)
                .strip();
        return text.isEmpty()
                || text.startsWith("SET client_encoding ")
                || text.startsWith("SELECT pg_catalog.set_config('search_path', '', ");
    }
}
