package dev.lifeboat.archive;

import static dev.lifeboat.error.ErrorCode.SET_CORRUPT;

import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.set.Form;
import dev.lifeboat.store.ObjectNames;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * Whether a manifest makes sense, however well it is signed: names that no store or shell reads differently, each once, proper
 * check sums, no negative sizes, and tables whose rows are those of their parts. Throws SET_CORRUPT.
 */
final class ManifestCheck {
    private static final String HEX = "[0-9a-f]{%d}";
    private static final String SHA256 = String.format(Locale.ROOT, HEX, 64);
    private static final String HASH = String.format(Locale.ROOT, HEX, 32);

    private ManifestCheck() {}

    /** Of the set of this name. */
    static void check(Manifest manifest, String set) {
        if (!manifest.set().equals(set)) {
            throw new LifeboatException(SET_CORRUPT, set + " holds the manifest of " + manifest.set());
        }
        Set<String> names = new HashSet<>();
        for (TableInfo table : manifest.tables()) {
            checkChunks(table, set);
            checkRows(table, manifest, set);
            for (PartInfo part : table.parts()) {
                if (part.set() != null
                        && (!ObjectNames.valid(part.set()) || part.set().equals(set))) {
                    throw new LifeboatException(SET_CORRUPT, set + ": " + part.object() + " lies in no other set");
                }
                checkName(part.place(), names, set);
                if (!part.sha256().matches(SHA256) || !part.hash().matches(HASH)) {
                    throw new LifeboatException(SET_CORRUPT, set + ": " + part.object() + " has no proper check sums");
                }
            }
        }
        for (FileInfo file : manifest.files()) {
            checkName(file.object(), names, set);
            if (file.storedBytes() < 0 || !file.sha256().matches(SHA256)) {
                throw new LifeboatException(
                        SET_CORRUPT, set + ": " + file.object() + " has no proper size and check sum");
            }
        }
    }

    /** A SQL file holds the rows of all tables: they have no parts. */
    private static void checkRows(TableInfo table, Manifest manifest, String set) {
        long rows = 0;
        for (PartInfo part : table.parts()) {
            if (part.rows() < 0 || part.bytes() < 0 || part.storedBytes() < 0) {
                throw new LifeboatException(SET_CORRUPT, set + ": " + part.object() + " has a negative size");
            }
            rows += part.rows();
        }
        if (rows != table.rows() && manifest.content().form() != Form.SQL) {
            throw new LifeboatException(
                    SET_CORRUPT,
                    set + ": " + table.qualifiedName() + " has " + table.rows() + " rows, its parts have " + rows);
        }
    }

    /** They are compared with nothing else before a later set refers to them. */
    private static void checkChunks(TableInfo table, String set) {
        int number = 1;
        int parts = 0;
        for (ChunkInfo chunk : table.chunks()) {
            if (chunk.number() != number++
                    || chunk.parts() < 0
                    || !chunk.textSha256().matches(SHA256)) {
                throw new LifeboatException(SET_CORRUPT, set + ": " + table.qualifiedName() + " has no proper chunks");
            }
            parts += chunk.parts();
        }
        if (!table.chunks().isEmpty() && parts != table.parts().size()) {
            throw new LifeboatException(
                    SET_CORRUPT, set + ": the chunks of " + table.qualifiedName() + " are not its parts");
        }
    }

    private static void checkName(String name, Set<String> names, String set) {
        ObjectNames.check(name);
        if (!names.add(name)) {
            throw new LifeboatException(SET_CORRUPT, set + " names " + name + " twice");
        }
    }
}
