package dev.lifeboat.retention;

import static dev.lifeboat.error.ErrorCode.OBJECT_EXISTS;
import static dev.lifeboat.error.ErrorCode.SET_CORRUPT;

import dev.lifeboat.archive.AuthenticatedSet;
import dev.lifeboat.archive.Digests;
import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.archive.SetObjects;
import dev.lifeboat.archive.SetReader;
import dev.lifeboat.archive.SignedRecords;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.store.NoSuchObjectException;
import dev.lifeboat.store.Store;
import dev.lifeboat.store.StoredObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What makes a removal revocable until it is decided, whoever dies: the manifest lies aside in the set's own folder before it goes,
 * and nothing else of the set goes before a signed, create-only record says so. Of several that decide (another clean-up, an attempt
 * that was given up and still runs) the first is the one that counts: a set is put back by none or removed by none.
 */
final class Removals {
    private static final String ASIDE = SetObjects.WORK + "manifest-";
    private static final String SUFFIX = ".json";
    private static final int SHA_DIGITS = 16;

    private final Store store;
    /** The same store for objects that live for a moment only: a lock would make them stay for a year. */
    private final Store unlocked;

    private final SetReader reader;
    private final SignedRecords records;

    Removals(OpenVault vault, Store unlocked) {
        this.store = vault.store();
        this.unlocked = unlocked;
        this.reader = new SetReader(vault);
        this.records = new SignedRecords(vault);
    }

    /** Lays the manifest of a set aside that is about to lose it; returns the removal's number. */
    int begin(AuthenticatedSet found) {
        String set = found.manifest().set();
        byte[] json = SetObjects.readSmall(store, SetObjects.manifestOf(set));
        if (!Digests.sha256(json).equals(found.manifestSha256())) {
            throw new LifeboatException(SET_CORRUPT, set + " has another manifest than a moment ago");
        }
        int number = 1;
        while (store.exists(record(set, found.manifestSha256(), number))) {
            number++;
        }
        layAside(aside(set, number), json);
        return number;
    }

    private void layAside(String name, byte[] json) {
        try {
            SetObjects.writeOnce(unlocked, name, json);
        } catch (LifeboatException e) {
            if (e.code() != OBJECT_EXISTS) {
                throw e;
            }
            // Not ours, and nothing that could bring the set back.
            unlocked.delete(name);
            SetObjects.write(unlocked, name, json);
        }
    }

    /** The newest removal of this set whose manifest still lies aside, or on which there is a word; 0: none is known. */
    int newest(String set, String manifestSha256) {
        int number = 0;
        while (store.exists(record(set, manifestSha256, number + 1))) {
            number++;
        }
        return store.exists(aside(set, number + 1)) ? number + 1 : number;
    }

    /**
     * Whether what a removal took still lies aside. A manifest goes only then: with no word and nothing aside, somebody
     * else took it.
     */
    boolean liesAside(String set, int number) {
        return number > 0 && store.exists(aside(set, number));
    }

    /** The word on a removal; null: there is none yet. Throws SIGNATURE_INVALID, SIGNER_UNKNOWN, SET_CORRUPT. */
    @Nullable
    Removal word(String set, String manifestSha256, int number) {
        String name = record(set, manifestSha256, number);
        if (!store.exists(name)) {
            return null;
        }
        Removal word = records.read(name, Removal.class).value();
        if (!word.set().equals(set) || !word.manifestSha256().equals(manifestSha256) || word.number() != number) {
            throw new LifeboatException(SET_CORRUPT, name + " speaks of another removal");
        }
        return word;
    }

    /** Says a word, unless one was said before; returns the one that counts. Throws as {@link #word}, KEY_UNUSABLE. */
    Removal say(Removal word) {
        records.write(record(word.set(), word.manifestSha256(), word.number()), word);
        return Objects.requireNonNull(word(word.set(), word.manifestSha256(), word.number()));
    }

    /** The set whose manifest lies aside. Throws NO_SUCH_SET, and what authenticating it throws. */
    AuthenticatedSet aside(String set, String manifestSha256, int number) {
        return reader.aside(set, aside(set, number), manifestSha256);
    }

    /** Makes it a set again, after the word that it stays. Throws SET_CORRUPT if what lies aside is not its manifest. */
    void putBack(String set, String manifestSha256, int number) {
        String manifest = SetObjects.manifestOf(set);
        // A later removal has a word of its own.
        if (store.exists(manifest) || newest(set, manifestSha256) > number) {
            return;
        }
        byte[] json = readAside(set, number);
        if (!Digests.sha256(json).equals(manifestSha256)) {
            throw new LifeboatException(SET_CORRUPT, aside(set, number) + " is not the manifest of " + set);
        }
        // Another attempt may be faster.
        SetObjects.writeUnlessThere(unlocked, manifest, () -> json);
    }

    private byte[] readAside(String set, int number) {
        try {
            return SetObjects.readSmall(store, aside(set, number));
        } catch (NoSuchObjectException e) {
            throw new LifeboatException(
                    SET_CORRUPT, set + " cannot be put back: " + aside(set, number) + " is gone", e);
        }
    }

    /** Removes what lies aside of a set that has its manifest, and that nobody is about to remove. */
    void tidy(String set) {
        SetObjects.removeIfAllowed(
                store,
                store.list(set + "/" + SetObjects.WORK).stream()
                        .map(StoredObject::name)
                        .filter(Removals::isAside)
                        .toList());
    }

    /** Whether an object is a manifest that lies aside. */
    static boolean isAside(String object) {
        return object.contains("/" + ASIDE);
    }

    /** The objects of a folder in the order in which they go: what can bring it back after the rest, the claim last. */
    static List<String> inOrder(List<String> names) {
        List<String> ordered = new ArrayList<>();
        names.stream().filter(name -> !isAside(name) && !isClaim(name)).forEach(ordered::add);
        names.stream().filter(Removals::isAside).forEach(ordered::add);
        names.stream().filter(Removals::isClaim).forEach(ordered::add);
        return ordered;
    }

    private static boolean isClaim(String name) {
        return name.endsWith("/" + SetObjects.CLAIM);
    }

    private static String aside(String set, int number) {
        return set + "/" + ASIDE + number + SUFFIX;
    }

    private static String record(String set, String manifestSha256, int number) {
        return SetObjects.RECORDS + set + "/removal-" + manifestSha256.substring(0, SHA_DIGITS) + "-" + number + SUFFIX;
    }
}
