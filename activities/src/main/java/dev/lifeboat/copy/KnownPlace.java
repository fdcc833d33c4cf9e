package dev.lifeboat.copy;

import static dev.lifeboat.error.ErrorCode.STORE_REFUSED;

import dev.lifeboat.archive.ManifestJson;
import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.archive.SetObjects;
import dev.lifeboat.catalogue.KnownPrimary;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.store.NamedStore;
import dev.lifeboat.store.Store;
import java.nio.charset.StandardCharsets;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows a further store again. A disk that is not mounted is an empty folder of the machine's own disk, which copies would fill:
 * so the first copy leaves a marker in the store and a note of it in the primary one. Where there is the note and no marker, this
 * is another place than before; where the marker has another store's name, two disks are swapped. A store of an earlier version
 * has neither, and gets both. Notes are a runbook's own: two that share a primary store may both have a {@code copy-1}. So are
 * markers: a runbook that comes later leaves its own beside the first one's.
 *
 * @param store as the runbook calls it
 * @param runbook which calls it so: another one may call the store otherwise
 */
record KnownPlace(String store, String runbook) {
    static final String MARKER = KnownPrimary.MARKER;
    private static final Logger LOG = LoggerFactory.getLogger(KnownPlace.class);

    /**
     * Throws STORE_REFUSED where the store has lost its marker, or has another one's, and what the store itself throws. A primary
     * store that does not answer is no hindrance, copies are wanted just then; but what nobody can ask about is not marked.
     */
    void require(OpenVault vault, Store further) {
        if (further.exists(MARKER)) {
            requireOwn(further);
        } else {
            Boolean noted = asked(() -> noted(vault.primary()));
            if (noted == null) {
                return;
            }
            if (noted) {
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

    private void requireOwn(Store further) {
        String name = MARKER;
        KnownPlace found = marker(further, name);
        if (found != null && !runbook.equals(found.runbook())) {
            // The place is there, and whoever came first calls it as it likes.
            name = ownMarker();
            put(further, name);
            found = marker(further, name);
        }
        if (found != null && !store.equals(found.store())) {
            throw new LifeboatException(
                    STORE_REFUSED,
                    "store " + store + ", " + further.describe() + ", is the store " + found.store() + " by its " + name
                            + ": are two disks swapped? If the runbook calls it otherwise on purpose, empty that file");
        }
    }

    /** Null: it is empty, put there by a person for a new place. */
    private static @Nullable KnownPlace marker(Store further, String name) {
        byte[] marker = SetObjects.readSmall(further, name);
        return new String(marker, StandardCharsets.UTF_8).isBlank()
                ? null
                : ManifestJson.read(marker, KnownPlace.class, name + " of " + further.describe());
    }

    private String ownMarker() {
        return "lifeboat-store-" + runbook + ".json";
    }

    private String note() {
        return SetObjects.PLACES + runbook + "/" + store + ".json";
    }

    private boolean noted(Store primary) {
        return primary.exists(note()) || notedOnce(primary);
    }

    /** Earlier versions had one note for all runbooks, whose first word stayed: it says whose it is. */
    private boolean notedOnce(Store primary) {
        String name = SetObjects.PLACES + store + ".json";
        return primary.exists(name)
                && equals(ManifestJson.read(SetObjects.readSmall(primary, name), KnownPlace.class, name));
    }

    /** Null: the primary store does not answer. */
    private @Nullable Boolean asked(BooleanSupplier question) {
        try {
            return question.getAsBoolean();
        } catch (LifeboatException e) {
            if (!NamedStore.isSilence(e)) {
                throw e;
            }
            LOG.warn("event=store-not-noted store={} reason={}", store, e.getMessage());
            return null;
        }
    }

    /** Whether it was missing. */
    private boolean put(Store place, String name) {
        return SetObjects.writeUnlessThere(place, name, () -> ManifestJson.write(this));
    }
}
