package dev.lifeboat.copy;

import static dev.lifeboat.error.ErrorCode.OBJECT_EXISTS;
import static dev.lifeboat.error.ErrorCode.STORE_REFUSED;

import dev.lifeboat.archive.ManifestJson;
import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.archive.SetObjects;
import dev.lifeboat.error.ErrorCategory;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.store.Store;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows a further store again. A disk that is not mounted is an empty folder of the machine's own disk, which copies would fill:
 * so the first copy leaves a marker in the store and a note of it in the primary one. Where there is the note and no marker, this
 * is another place than before. A store of an earlier version has neither, and gets both.
 *
 * @param store as the runbook calls it
 */
record KnownPlace(String store) {
    static final String MARKER = "lifeboat-store.json";
    private static final String NOTES = "places/";
    private static final Logger LOG = LoggerFactory.getLogger(KnownPlace.class);

    /**
     * Throws STORE_REFUSED where the store has lost its marker, and what the store itself throws. A primary store that does not
     * answer is no hindrance: copies are wanted just then.
     */
    void require(OpenVault vault, Store further) {
        if (!further.exists(MARKER)) {
            if (asked(() -> vault.primary().exists(note()))) {
                throw new LifeboatException(
                        STORE_REFUSED,
                        "store " + store + ", " + further.describe() + ", has lost its " + MARKER
                                + ": is the disk not mounted? If this is a new place on purpose, put an empty file of that"
                                + " name there");
            }
            LOG.info("event=store-used-first store={} place={}", store, further.describe());
            put(further, MARKER);
        }
        asked(() -> put(vault.primary(), note()));
    }

    private String note() {
        return NOTES + store + ".json";
    }

    private boolean asked(BooleanSupplier question) {
        try {
            return question.getAsBoolean();
        } catch (LifeboatException e) {
            if (e.code().category() != ErrorCategory.ENVIRONMENT) {
                throw e;
            }
            LOG.warn("event=store-not-noted store={} reason={}", store, e.getMessage());
            return false;
        }
    }

    /** Whether it was missing. */
    private boolean put(Store place, String name) {
        if (place.exists(name)) {
            return false;
        }
        try {
            SetObjects.write(place, name, ManifestJson.write(this));
            return true;
        } catch (LifeboatException e) {
            if (e.code() != OBJECT_EXISTS) {
                throw e;
            }
            return false;
        }
    }
}
