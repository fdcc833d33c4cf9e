package dev.lifeboat.retention;

import dev.lifeboat.activity.Heartbeat;
import dev.lifeboat.archive.Mark;
import dev.lifeboat.archive.Marks;
import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.archive.SetFolders;
import dev.lifeboat.archive.SetObjects;
import dev.lifeboat.archive.SetUse;
import dev.lifeboat.error.ErrorCategory;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.store.LockTime;
import dev.lifeboat.store.NoSuchObjectException;
import dev.lifeboat.store.StoredObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What belongs to no set: folders of runs that ended without a seal, what is left of removed sets, objects in a set's folder that
 * its manifest does not name, notes of readers long gone. Only what is a day old by the store's clock, and never what has once
 * been sealed and lost its manifest in some other way than by a clean-up: that is somebody's backup.
 */
final class Leftovers {
    /** How long an object lies before it counts as left. */
    static final Duration AGE = Duration.ofDays(1);

    /** The folder of readers' notes. */
    static final String NOTES = "uses";

    private final OpenVault vault;
    private final String runbook;
    private final Predicate<String> running;
    private final Listing listing;
    private final Set<String> needed;
    private final Instant now;
    private final Heartbeat heartbeat;
    private final List<Leftover> found = new ArrayList<>();
    private final List<String> interrupted = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    /**
     * @param running whether a run of this id goes on
     * @param needed names of objects to which sets refer in others' folders
     */
    Leftovers(
            OpenVault vault,
            String runbook,
            Predicate<String> running,
            Listing listing,
            Set<String> needed,
            Instant now,
            Heartbeat heartbeat) {
        this.vault = vault;
        this.runbook = runbook;
        this.running = running;
        this.listing = listing;
        this.needed = needed;
        this.now = now;
        this.heartbeat = heartbeat;
    }

    List<Leftover> found() {
        return found;
    }

    /** Folders without a manifest whose removal did not come to its word: it is put back, or nothing says any more that it was. */
    List<String> interrupted() {
        return interrupted;
    }

    List<String> warnings() {
        return warnings;
    }

    /** Objects of a sealed folder that its manifest does not name. */
    void strangers(String set, Set<String> named) {
        List<StoredObject> strangers = listing.in(set).stream()
                .filter(object -> !named.contains(object.name()) && !needed.contains(object.name()) && old(object))
                // A clean-up that is about to remove the set may have to put it back.
                .filter(object -> !Removals.isAside(object.name()) || !hasTombstone(set))
                .toList();
        add(set, strangers, "its manifest does not name them");
    }

    /** Folders without a manifest. */
    void unsealed() {
        for (String folder : listing.folders()) {
            if (!listing.has(SetObjects.manifestOf(folder))) {
                unsealed(folder);
            }
        }
    }

    /** Notes of readers that hold no more. */
    void notes() {
        List<StoredObject> notes = new ArrayList<>();
        for (SetUse use : SetUse.notes(List.copyOf(listing.in(NOTES)))) {
            if (!use.until().isAfter(now)) {
                notes.add(listing.get(SetUse.FOLDER + use.set() + "/" + use.reader()));
            }
        }
        add(NOTES, notes, "notes of readers that are gone");
    }

    /** A folder without a manifest. */
    void unsealed(String folder) {
        Collection<StoredObject> objects = listing.in(folder);
        if (!objects.stream().allMatch(this::old)) {
            return;
        }
        // Before its tombstones: a neighbour's removals are its own matter, and a removal takes the claim last.
        String claim = folder + "/" + SetObjects.CLAIM;
        if (listing.has(claim) && !ours(folder)) {
            return;
        }
        Fate fate = fate(folder);
        if (fate == Fate.OPEN) {
            interrupted.add(folder);
            warnings.add(
                    folder + " has lost its manifest to a clean-up that did not come to its end: the next one puts it"
                            + " back, and decides anew");
            return;
        }
        if (fate == Fate.CUT) {
            return;
        }
        if (fate == Fate.NOT_TAKEN) {
            interrupted.add(folder);
        }
        if (inUse(folder)) {
            return;
        }
        if (fate != Fate.GOES && listing.has(folder + "/" + SetObjects.SIGNATURE)) {
            warnings.add(folder + " has lost its manifest, and no clean-up removed it: look for it in another copy;"
                    + " nothing of it is deleted");
            return;
        }
        List<String> going = Removals.inOrder(objects.stream()
                .map(StoredObject::name)
                .filter(name -> !needed.contains(name))
                .toList());
        // Whoever could claim the folder would sweep what others need: the claim goes last, and not before everything.
        if (going.size() < objects.size()) {
            going.remove(claim);
        }
        add(
                folder,
                going.stream().map(listing::get).toList(),
                fate == Fate.GOES ? "left of a set that was removed" : "its run ended without a seal");
    }

    /** What became of the set of a folder that has no manifest. */
    private enum Fate {
        /** No clean-up has said a word about it. */
        UNKNOWN,
        /** A clean-up wanted to remove it, and had not begun when its manifest went: somebody else took that. */
        NOT_TAKEN,
        /** Its removal is not decided yet, or was called off: all of it is there. */
        OPEN,
        /** The same, but some of it is gone. */
        CUT,
        /** The word is that it goes. */
        GOES
    }

    /** A tombstone comes before anything goes: it alone does not say that a clean-up took the manifest. */
    private Fate fate(String folder) {
        Fate fate = Fate.UNKNOWN;
        Removals removals = new Removals(vault, vault.store());
        for (Mark tombstone : tombstones(folder)) {
            String manifest = tombstone.manifestSha256();
            int number = removals.newest(folder, manifest);
            Removal word = removals.word(folder, manifest, number);
            if (word != null && word.gone()) {
                fate = Fate.GOES;
            } else if (removals.liesAside(folder, number)) {
                return cut(folder, removals.lacking(folder, manifest, number)) ? Fate.CUT : Fate.OPEN;
            } else if (fate == Fate.UNKNOWN) {
                fate = Fate.NOT_TAKEN;
            }
        }
        return fate;
    }

    /** @param lacking why the set cannot be put back whole; null: it can */
    private boolean cut(String folder, @Nullable String lacking) {
        if (lacking != null) {
            warnings.add(folder
                    + " has lost its manifest to a clean-up that did not come to its end, and cannot be put back: "
                    + lacking + "; look for it in another copy; nothing of it is deleted");
        }
        return lacking != null;
    }

    private boolean hasTombstone(String folder) {
        return !tombstones(folder).isEmpty();
    }

    private List<Mark> tombstones(String folder) {
        return listing.hasAny(SetObjects.RECORDS + folder) ? new Marks(vault).deleted(folder) : List.of();
    }

    /** Whether the folder was claimed by a run of this runbook that is over. */
    private boolean ours(String folder) {
        try {
            String run = new SetFolders(vault.store()).claimedBy(folder);
            String[] segments = run.split("/", -1);
            return segments.length > 1 && segments[1].equals(runbook) && !running.test(run);
        } catch (NoSuchObjectException e) {
            // Somebody removes it at this moment.
            return false;
        } catch (LifeboatException e) {
            if (e.code().category() != ErrorCategory.INTEGRITY) {
                throw e;
            }
            warnings.add(folder + " has a claim that cannot be read, and is left alone: " + e.getMessage());
            return false;
        }
    }

    private boolean inUse(String folder) {
        return SetUse.notes(List.copyOf(listing.in(SetUse.FOLDER + folder))).stream()
                .anyMatch(use -> use.until().isAfter(now));
    }

    private boolean old(StoredObject object) {
        return object.modified().isBefore(now.minus(AGE));
    }

    /** What the store locks stays until its lock ends, and is told of. */
    private void add(String what, List<StoredObject> objects, String reason) {
        List<StoredObject> going = new ArrayList<>();
        int locked = 0;
        Instant last = Instant.MIN;
        for (StoredObject object : objects) {
            heartbeat.moved(1, 0);
            Optional<Instant> lock = Locks.of(vault.store(), object.name(), now);
            if (lock.isEmpty()) {
                going.add(object);
            } else {
                locked++;
                last = lock.get().isAfter(last) ? lock.get() : last;
            }
        }
        if (locked > 0) {
            // The claim goes last, and not before everything.
            going.removeIf(object -> object.name().equals(what + "/" + SetObjects.CLAIM));
            warnings.add(what + ": " + locked + (locked == 1 ? " leftover object is " : " leftover objects are ")
                    + LockTime.describe(last) + " by the store, and " + (locked == 1 ? "stays" : "stay") + " ("
                    + reason + ")");
        }
        if (!going.isEmpty()) {
            found.add(new Leftover(
                    what,
                    going.stream().map(StoredObject::name).toList(),
                    going.stream().mapToLong(StoredObject::size).sum(),
                    reason));
        }
    }
}
