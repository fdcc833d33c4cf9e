package dev.lifeboat.catalogue;

import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import org.jspecify.annotations.Nullable;

/**
 * Knows a primary store again before sets are written to it, and before any store is cleaned up by what it says. Under a disk that is not mounted lies an empty folder, in which a
 * backup would begin anew, with the name of a set that the copies have: so it begins nowhere where they have sets and it has none.
 */
public final class KnownPrimary {
    /** Lies in a further store that was copied to; put into an empty one by whoever means it to be the new one. */
    public static final String MARKER = "lifeboat-store.json";

    private static final String COPY_BACK = "lifeboat copy --missing --to ";

    private KnownPrimary() {}

    /** What brings the sets back into a primary store of this name that lost them. */
    public static String remedy(String primary) {
        return "mount its disk; where it is lost, put an empty file " + MARKER + " into the new place, then "
                + COPY_BACK + primary;
    }

    /** What is to be said of a primary store that lost its sets; null: it did not. Throws what that store throws. */
    static @Nullable String lost(OpenVault vault) {
        if (vault.vault().store().copies().isEmpty()) {
            return null;
        }
        StoreListing primary = StoreListing.of(vault.primary());
        if (!primary.sealed().isEmpty() || vault.primary().exists(MARKER)) {
            return null;
        }
        return new Catalogue(vault).list().lostPrimary(vault);
    }

    /** Throws STORE_REFUSED; what the primary store throws. A copy that does not answer has no say. */
    public static void require(OpenVault vault) {
        String lost = lost(vault);
        if (lost != null) {
            throw new LifeboatException(
                    ErrorCode.STORE_REFUSED,
                    lost + " If this is a new place on purpose, put an empty file " + MARKER + " there; `" + COPY_BACK
                            + vault.vault().store().primary().name()
                            + "` then copies the sets back; if the old one is lost, a copy can take its place in the runbook");
        }
    }
}
