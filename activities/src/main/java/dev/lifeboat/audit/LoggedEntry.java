package dev.lifeboat.audit;

import dev.lifeboat.certificate.LoggedCertificate;
import org.jspecify.annotations.Nullable;

/**
 * An object of the log, as far as the chain is concerned.
 *
 * @param number in its name
 * @param sha256 of its bytes
 * @param stated the number that it gives itself; 0: it cannot be read as an entry
 * @param previousSha256 of the entry before, as it says
 * @param set a set whose sealing it tells of; null: it tells of something else
 * @param removal of a set from a store, or its calling off; null: it tells of something else
 * @param certificate null: it tells of something else
 */
record LoggedEntry(
        long number,
        String sha256,
        long stated,
        String previousSha256,
        @Nullable StatedSet set,
        @Nullable LoggedRemoval removal,
        @Nullable LoggedCertificate certificate) {
    /** One that tells of no certificate. */
    LoggedEntry(
            long number,
            String sha256,
            long stated,
            String previousSha256,
            @Nullable StatedSet set,
            @Nullable LoggedRemoval removal) {
        this(number, sha256, stated, previousSha256, set, removal, null);
    }
}
