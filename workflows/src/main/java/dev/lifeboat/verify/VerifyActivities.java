package dev.lifeboat.verify;

import dev.lifeboat.set.Vault;
import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;
import org.jspecify.annotations.Nullable;

/** Reading sets with distrust. Every method only reads, or writes a create-only record. */
@ActivityInterface
public interface VerifyActivities {
    /**
     * Finds the set in the nearest store that has it, checks signature and manifest, and compares the listing with it: what is
     * missing or of a wrong size is the result's problem, objects that the manifest does not name become warnings. Throws
     * NO_SUCH_SET, SIGNATURE_INVALID, SIGNER_UNKNOWN, SET_CORRUPT for a damaged manifest, which no mark could name.
     */
    @ActivityMethod(name = "OpenSet")
    OpenedSet open(VerifyRequest request);

    /**
     * Reads the parts: size, ciphertext SHA-256, OpenPGP integrity, decompression, rows, bytes, content hash. Throws
     * SET_CORRUPT with the object's name, KEY_UNUSABLE. Heartbeats parts done.
     */
    @ActivityMethod(name = "VerifyParts")
    VerifiedRange verifyParts(PartRange range);

    /** Reads the other named objects (schema archive, restore.sh, …) and decrypts the schema archive. */
    @ActivityMethod(name = "VerifySchema")
    VerifiedRange verifySchema(PartRange range);

    /**
     * Writes the signed mark "verified", or "failed" with the error. Create-only and keyed by the run, so a repeat is the
     * same mark.
     *
     * @param error null if the set is good
     */
    @ActivityMethod(name = "MarkVerified")
    void mark(Vault vault, String setId, String manifestSha256, String runId, @Nullable String error);
}
