package dev.lifeboat.cli;

import static dev.lifeboat.error.ErrorCode.STORE_UNAVAILABLE;
import static dev.lifeboat.error.ErrorCode.USAGE;

import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.archive.SetObjects;
import dev.lifeboat.archive.SignedRecords;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.store.NoSuchObjectException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A report out of the store, with what an auditor needs to check it by gpg alone. */
final class ReportFiles {
    private static final String SIGNERS = "records/signers/";

    private ReportFiles() {}

    /** Throws STORE_UNAVAILABLE, also where it is not there. */
    static byte[] read(OpenVault vault, String object) {
        try {
            return SetObjects.readSmall(vault.store(), object);
        } catch (NoSuchObjectException e) {
            throw new LifeboatException(STORE_UNAVAILABLE, object + " is not in the store", e);
        }
    }

    /**
     * Copies a report's JSON and page with their signatures into a folder that is made. Throws USAGE if it is there.
     *
     * @param signer whose key goes along; null: nobody signed it
     */
    static void copy(OpenVault vault, String json, @Nullable String signer, Path folder) {
        try {
            if (folder.toAbsolutePath().getParent() != null) {
                Files.createDirectories(folder.toAbsolutePath().getParent());
            }
            Files.createDirectory(folder);
            for (String object : new String[] {json, json.replaceFirst("\\.json$", ".html")}) {
                Path file = folder.resolve(object.substring(object.lastIndexOf('/') + 1));
                byte[] content = read(vault, object);
                Files.write(file, content);
                String signature = SignedRecords.signatureName(object, content);
                if (vault.store().exists(signature)) {
                    Files.write(folder.resolve(file.getFileName() + ".asc"), read(vault, signature));
                }
            }
            if (signer != null) {
                Files.write(folder.resolve("signer.asc"), read(vault, SIGNERS + signer + ".asc"));
            }
        } catch (FileAlreadyExistsException e) {
            throw new LifeboatException(USAGE, folder + " is there already", e);
        } catch (IOException e) {
            throw new LifeboatException(USAGE, folder + " cannot be written: " + e.getMessage(), e);
        }
    }
}
