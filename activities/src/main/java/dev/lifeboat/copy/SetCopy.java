package dev.lifeboat.copy;

import static dev.lifeboat.error.ErrorCode.NO_SUCH_SET;
import static dev.lifeboat.error.ErrorCode.OBJECT_EXISTS;
import static dev.lifeboat.error.ErrorCode.SET_CORRUPT;

import dev.lifeboat.archive.AuthenticatedSet;
import dev.lifeboat.archive.CounterSignatures;
import dev.lifeboat.archive.Digests;
import dev.lifeboat.archive.MarkKind;
import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.archive.Rewraps;
import dev.lifeboat.archive.SetLocks;
import dev.lifeboat.archive.SetObjects;
import dev.lifeboat.archive.SetReader;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.keys.PgpVerifier;
import dev.lifeboat.store.NearestStore;
import dev.lifeboat.store.NoSuchObjectException;
import dev.lifeboat.store.Store;
import dev.lifeboat.store.StoredObject;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

/**
 * The small objects of a copy: claims before everything else, so that nobody else takes a folder; records, signature and last the
 * manifest, so that nobody sees a set before it is whole.
 */
final class SetCopy {

    private final OpenVault source;
    private final OpenVault target;

    SetCopy(OpenVault source, OpenVault target) {
        this.source = source;
        this.target = target;
    }

    /** Throws OBJECT_EXISTS where the target has another set, or another run's claim, under this name. */
    void claim(AuthenticatedSet set) {
        String id = set.manifest().set();
        try {
            String there = new SetReader(target).authenticate(id).manifestSha256();
            if (!there.equals(set.manifestSha256())) {
                throw taken(id);
            }
        } catch (LifeboatException e) {
            if (e.code() != NO_SUCH_SET) {
                throw e;
            }
        }
        claim(id, true);
        // Of sets that this one refers to at least the objects come along, into folders that must stay theirs.
        set.manifest().needs().forEach(needed -> claim(needed, false));
    }

    private void claim(String id, boolean own) {
        String name = id + "/" + SetObjects.CLAIM;
        byte[] claim;
        try {
            claim = SetObjects.readSmall(source.store(), name);
        } catch (NoSuchObjectException e) {
            // A folder that nobody claimed can only be one whose set was removed.
            return;
        }
        if (!put(name, claim) && own && !Arrays.equals(claim, SetObjects.readSmall(target.store(), name))) {
            throw taken(id);
        }
    }

    private LifeboatException taken(String id) {
        return new LifeboatException(
                OBJECT_EXISTS,
                target.store().describe() + " has another set under the name " + id
                        + "; nothing is overwritten: remove that one there, or copy to another store");
    }

    /** Makes the copy a set; returns how many records came along. Throws SET_CORRUPT if it is not whole. */
    int seal(AuthenticatedSet set) {
        String id = set.manifest().set();
        SetReader copied = new SetReader(target);
        copied.strangers(set.manifest());
        int records = records(id, set.manifest().needs());
        // Of sets that this one refers to objects may be here since long, locked for their own time only.
        SetLocks.extend(target, set.manifest());
        List<byte[]> sealed = NearestStore.firstGood(source.store(), id, one -> sealed(one, id, set.manifestSha256()));
        put(id + "/" + SetObjects.SIGNATURE, sealed.get(1));
        put(SetObjects.manifestOf(id), sealed.get(0));
        copied.authenticate(id, set.manifestSha256());
        return records;
    }

    /**
     * Marks and what else is kept about the set, with the keys that signed them. Marks that it failed or was removed, and words
     * on its removals, stay where they are: they speak of one store, and each byte of this one was compared. Of sets that it
     * refers to, the session keys that were wrapped anew, and who signed for them: this one's rows cannot be read without them.
     */
    private int records(String id, List<String> needs) {
        int copied =
                records(SetObjects.SIGNERS, name -> true) + records(SetObjects.RECORDS + id + "/", SetCopy::goesAlong);
        for (String needed : needs) {
            copied += records(
                    SetObjects.RECORDS + needed + "/",
                    name -> name.startsWith(Rewraps.PREFIX) || name.startsWith(CounterSignatures.PREFIX));
        }
        return copied;
    }

    private int records(String folder, Predicate<String> wanted) {
        int copied = 0;
        for (StoredObject object : source.store().list(folder)) {
            if (wanted.test(object.name().substring(folder.length()))
                    && !target.store().exists(object.name())) {
                copied += put(object.name(), SetObjects.readSmall(source.store(), object.name())) ? 1 : 0;
            }
        }
        return copied;
    }

    private static boolean goesAlong(String record) {
        return !is(record, MarkKind.FAILED)
                && !is(record, MarkKind.DELETED)
                && !is(record, MarkKind.KEPT)
                && !record.startsWith(SetObjects.REMOVAL);
    }

    private static boolean is(String record, MarkKind kind) {
        return record.startsWith(kind.prefix());
    }

    /** False: it is there already. */
    private boolean put(String name, byte[] content) {
        return SetObjects.writeUnlessThere(target.store(), name, () -> content);
    }

    /**
     * What makes a folder a set, byte by byte as it was written: manifest, then signature. Throws SET_CORRUPT,
     * SIGNATURE_INVALID if this store's are not those of the set.
     */
    private static List<byte[]> sealed(Store store, String id, String sha256) {
        byte[] manifest = SetObjects.readSmall(store, SetObjects.manifestOf(id));
        byte[] signature = SetObjects.readSmall(store, id + "/" + SetObjects.SIGNATURE);
        PgpVerifier.verify(manifest, signature, SetObjects.readSmall(store, id + "/" + SetObjects.SIGNER));
        if (!Digests.sha256(manifest).equals(sha256)) {
            throw new LifeboatException(SET_CORRUPT, id + " has another manifest than the one this run began with");
        }
        return List.of(manifest, signature);
    }
}
