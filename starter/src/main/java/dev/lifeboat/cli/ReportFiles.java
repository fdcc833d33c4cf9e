package dev.lifeboat.cli;

import static dev.lifeboat.error.ErrorCode.USAGE;

import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.archive.SetObjects;
import dev.lifeboat.archive.SignedRecords;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.report.StoredReport;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A report out of the store, with what an auditor needs to check it by gpg alone. */
final class ReportFiles {
    private final SignedRecords records;
    private final Path folder;

    private ReportFiles(SignedRecords records, Path folder) {
        this.records = records;
        this.folder = folder;
    }

    /** Throws USAGE if the folder is there: before anything is done that cannot be taken back. */
    static void refuseExisting(@Nullable Path folder) {
        if (folder != null && Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            throw there(folder, null);
        }
    }

    private static LifeboatException there(Path folder, @Nullable FileAlreadyExistsException cause) {
        return new LifeboatException(USAGE, folder + " is there already: name a new folder", cause);
    }

    /**
     * Copies a report's JSON and page, with the signatures that hold and their key, into a folder that is made. Throws USAGE if it
     * is there.
     *
     * @param signed whether the JSON is signed by somebody who is trusted
     * @param pageSigned whether the page is, too; else it was made anew
     */
    static void copy(OpenVault vault, String object, byte[] page, boolean signed, boolean pageSigned, Path folder) {
        SignedRecords records = new SignedRecords(vault);
        ReportFiles files = new ReportFiles(records, folder);
        try {
            if (folder.toAbsolutePath().getParent() != null) {
                Files.createDirectories(folder.toAbsolutePath().getParent());
            }
            Files.createDirectory(folder);
            if (signed) {
                SignedRecords.Signed<byte[]> json = records.readFile(object);
                files.write(object, json.value(), json.signer());
                files.write(StoredReport.page(object), page, pageSigned ? json.signer() : "");
                Files.write(folder.resolve("signer.asc"), records.publicKey(json.signer()));
            } else {
                files.write(object, SetObjects.readSmall(vault.store(), object), "");
                files.write(StoredReport.page(object), page, "");
            }
        } catch (FileAlreadyExistsException e) {
            throw there(folder, e);
        } catch (IOException e) {
            throw new LifeboatException(USAGE, folder + " cannot be written: " + e.getMessage(), e);
        }
    }

    /** @param signer empty: nobody signed it */
    private void write(String object, byte[] content, String signer) throws IOException {
        String name = object.substring(object.lastIndexOf('/') + 1);
        Files.write(folder.resolve(name), content);
        if (!signer.isEmpty()) {
            Files.write(folder.resolve(name + ".asc"), records.signatureFile(object, content, signer));
        }
    }
}
