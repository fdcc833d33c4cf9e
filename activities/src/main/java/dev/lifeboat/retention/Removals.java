package dev.lifeboat.retention;

import static dev.lifeboat.error.ErrorCode.NO_SUCH_SET;
import static dev.lifeboat.error.ErrorCode.OBJECT_EXISTS;
import static dev.lifeboat.error.ErrorCode.SET_CORRUPT;

import dev.lifeboat.archive.AuthenticatedSet;
import dev.lifeboat.archive.Digests;
import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.archive.SetObjects;
import dev.lifeboat.archive.SetReader;
import dev.lifeboat.archive.SignedRecords;
import dev.lifeboat.error.ErrorCategory;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.store.NoSuchObjectException;
import dev.lifeboat.store.Store;
import dev.lifeboat.store.StoredObject;
import java.time.Instant;
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

    /** As the runbook calls the store. */
    private final String name;

    private final Store store;
    /** The same store for objects that live for a moment only: a lock would make them stay for a year. */
    private final Store unlocked;

    private final SetReader reader;
    private final SignedRecords records;

    Removals(OpenVault vault, Store unlocked) {
        this.name = String.valueOf(vault.vault().store().primary().name());
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

    /**
     * The newest removal of this set whose manifest still lies aside, or on which there is a word of ours; 0: none is known. What
     * somebody else put under a word's name neither begins a removal nor ends one.
     */
    int newest(String set, String manifestSha256) {
        int newest = 0;
        int number = 1;
        for (; store.exists(record(set, manifestSha256, number)); number++) {
            if (liesAside(set, number) || isOurs(set, manifestSha256, number)) {
                newest = number;
            }
        }
        return liesAside(set, number) ? number : newest;
    }

    private boolean isOurs(String set, String manifestSha256, int number) {
        try {
            return word(set, manifestSha256, number) != null;
        } catch (LifeboatException e) {
            if (e.code().category() != ErrorCategory.INTEGRITY) {
                throw e;
            }
            return false;
        }
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
        String object = record(set, manifestSha256, number);
        if (!store.exists(object)) {
            return null;
        }
        Removal word = records.read(object, Removal.class).value();
        if (!word.set().equals(set) || !word.manifestSha256().equals(manifestSha256) || word.number() != number) {
            throw new LifeboatException(SET_CORRUPT, object + " speaks of another removal");
        }
        if (!name.equals(word.store())) {
            throw new LifeboatException(
                    SET_CORRUPT,
                    object + " speaks of "
                            + (word.store() == null ? "no store by its name" : "store " + word.store())
                            + ", and lies in " + name + ": somebody put it there, or the store had another name. "
                            + advice(word));
        }
        return word;
    }

    /** Without the word that it goes, a removal that has begun would look like one that was not decided. */
    private String advice(Removal word) {
        String lacking = lacking(word.set(), word.manifestSha256(), word.number());
        if (lacking == null) {
            return "Give the store that name again, or remove the object with all its versions by the store's own means;"
                    + " then repeat";
        }
        return (word.store() == null
                        ? "Look for the set in another copy"
                        : "Give the store that name again; then repeat")
                + ": the set cannot be put back here (" + lacking + ")";
    }

    /** Says a word, unless one was said before; returns the one that counts. Throws as {@link #word}, KEY_UNUSABLE. */
    Removal say(String set, String manifestSha256, int number, boolean gone, String runId, Instant at, String why) {
        records.write(
                record(set, manifestSha256, number),
                new Removal(set, manifestSha256, number, gone, runId, at, why, name));
        return Objects.requireNonNull(word(set, manifestSha256, number));
    }

    /** The set whose manifest lies aside. Throws NO_SUCH_SET, and what authenticating it throws. */
    AuthenticatedSet aside(String set, String manifestSha256, int number) {
        return reader.aside(set, aside(set, number), manifestSha256);
    }

    /** Why a set whose manifest lies aside cannot be put back whole; null: all of it is there. Throws what the store throws. */
    @Nullable
    String lacking(String set, String manifestSha256, int number) {
        try {
            reader.strangers(aside(set, manifestSha256, number).manifest());
            return null;
        } catch (LifeboatException e) {
            if (e.code() != NO_SUCH_SET && e.code().category() != ErrorCategory.INTEGRITY) {
                throw e;
            }
            return String.valueOf(e.getMessage());
        }
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

    /** The name of the word on a removal. */
    static String record(String set, String manifestSha256, int number) {
        return SetObjects.RECORDS + set + "/" + SetObjects.REMOVAL + manifestSha256.substring(0, SHA_DIGITS) + "-"
                + number + SUFFIX;
    }
}
