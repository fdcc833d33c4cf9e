package dev.lifeboat.copy;

import dev.lifeboat.set.Vault;
import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;

/** Bringing a set to another store. Writing is create-only, and nothing is deleted: every method may be repeated. */
@ActivityInterface
public interface CopyActivities {
    /**
     * Chooses and authenticates the set, looks whether it is whole, and claims its folder in the copy. Throws NO_SUCH_SET,
     * SIGNATURE_INVALID, SIGNER_UNKNOWN, SET_CORRUPT; OBJECT_EXISTS where the copy has another set of this name, or where a disk
     * holds something else.
     */
    @ActivityMethod(name = "BeginCopy")
    CopyTask begin(CopyRequest request);

    /**
     * Sends the objects {@code from} (inclusive) to {@code to} (exclusive) that are not there yet, each from the nearest store
     * that has it as the manifest says. Throws SET_CORRUPT naming the object when no store has. Heartbeats bytes.
     */
    @ActivityMethod(name = "CopyObjects")
    CopiedObjects copy(CopyTask task, int from, int to);

    /** Reads them from the copy and compares each with the manifest. Throws SET_CORRUPT naming the object. Heartbeats bytes. */
    @ActivityMethod(name = "CheckCopiedObjects")
    CopiedObjects check(CopyTask task, int from, int to);

    /**
     * Copies the records of the set, its signature, and last its manifest; reads the copy as a restore would. Where the set was
     * verified in a store that it was read from, marks the copy verified. Returns how many records came along. Throws SET_CORRUPT
     * if an object of the set is not there.
     */
    @ActivityMethod(name = "SealCopy")
    int seal(CopyTask task);

    /**
     * Marks a copy verified that the same run read back, when the set was verified in another store since. Returns whether a mark
     * says so now; false where no other store has the set verified, the copy failed, or the signing key is not here. Throws
     * NO_SUCH_SET, SET_CORRUPT.
     */
    @ActivityMethod(name = "FollowVerification")
    boolean follow(Vault vault, String setId, String manifestSha256, String to);
}
