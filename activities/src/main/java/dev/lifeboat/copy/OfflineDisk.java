package dev.lifeboat.copy;

import static dev.lifeboat.error.ErrorCode.OBJECT_EXISTS;
import static dev.lifeboat.error.ErrorCode.SET_CORRUPT;
import static dev.lifeboat.error.ErrorCode.USAGE;

import dev.lifeboat.archive.ManifestJson;
import dev.lifeboat.archive.SetObjects;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.store.NoSuchObjectException;
import dev.lifeboat.store.ObjectNames;
import dev.lifeboat.store.Store;

/**
 * A disk with sets on it, known by a note at its top: what else lies in a folder is not ours to write among. With the note it is a
 * store like any other.
 *
 * @param runbook whose sets are on it
 */
public record OfflineDisk(String runbook) {
    static final String NOTE = "lifeboat-disk.json";

    /** Throws USAGE unless the folder is empty, or a disk of this runbook: it is a person who names it. */
    public static void require(Store disk, String runbook) {
        known(disk, runbook);
    }

    /** Makes an empty folder a disk of this runbook, or knows it again; throws USAGE for any other folder. */
    static void prepare(Store disk, String runbook) {
        if (!known(disk, runbook)) {
            write(disk, runbook);
        }
    }

    private static boolean known(Store disk, String runbook) {
        try {
            String owner = ManifestJson.read(SetObjects.readSmall(disk, NOTE), OfflineDisk.class, NOTE)
                    .runbook();
            if (!owner.equals(runbook)) {
                throw new LifeboatException(
                        USAGE,
                        disk.describe() + " holds sets of " + ObjectNames.printable(owner)
                                + "; name an empty or new folder");
            }
            return true;
        } catch (NoSuchObjectException e) {
            if (!disk.list("").isEmpty()) {
                throw new LifeboatException(
                        USAGE,
                        disk.describe() + " holds something else than downloaded sets; name an empty or new folder",
                        e);
            }
            return false;
        }
    }

    private static void write(Store disk, String runbook) {
        try {
            SetObjects.write(disk, NOTE, ManifestJson.write(new OfflineDisk(runbook)));
        } catch (LifeboatException e) {
            throw e.code() == OBJECT_EXISTS
                    ? new LifeboatException(SET_CORRUPT, disk.describe() + ": " + NOTE + " cannot be read", e)
                    : e;
        }
    }
}
