package dev.lifeboat.retention;

import static dev.lifeboat.error.ErrorCode.NO_SUCH_SET;
import static dev.lifeboat.error.ErrorCode.OBJECT_LOCKED;
import static dev.lifeboat.error.ErrorCode.STORE_REFUSED;

import dev.lifeboat.activity.Heartbeat;
import dev.lifeboat.archive.AuthenticatedSet;
import dev.lifeboat.archive.Mark;
import dev.lifeboat.archive.MarkKind;
import dev.lifeboat.archive.Marks;
import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.archive.SetObjects;
import dev.lifeboat.archive.SetReader;
import dev.lifeboat.archive.SetUse;
import dev.lifeboat.archive.Standing;
import dev.lifeboat.archive.Tombstone;
import dev.lifeboat.audit.AuditEvents;
import dev.lifeboat.audit.AuditTrail;
import dev.lifeboat.audit.AuditType;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.store.LockTime;
import dev.lifeboat.store.Store;
import dev.lifeboat.store.StoredObject;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Removes sets from one store, one after another, so that at each moment a set is either whole or does not exist: audit entry,
 * tombstone, the manifest aside, the manifest; then, when nothing speaks against it, the word that it goes, and everything else,
 * the claim last. After a crash the same call goes on where it ended.
 */
final class Deletion {
    private static final String TAKEN = "its manifest is gone, and not by this clean-up";

    private final OpenVault vault;
    private final OpenVault primary;
    private final Store store;
    private final CleanUpTask task;
    private final AuditTrail audit;
    private final Clock clock;
    private final Heartbeat heartbeat;
    private final Marks marks;
    private final OpenAlarms alarms;
    private final Removals removals;
    private int objects;

    Deletion(Surveyor surveyor, CleanUpTask task, AuditTrail audit, Clock clock, Heartbeat heartbeat) {
        this.vault = surveyor.vault();
        this.primary = surveyor.primary();
        this.store = vault.store();
        this.task = task;
        this.audit = audit;
        this.clock = clock;
        this.heartbeat = heartbeat;
        this.marks = new Marks(vault, clock);
        this.alarms = new OpenAlarms(clock, vault, primary);
        this.removals = new Removals(vault, surveyor.unlocked().store());
    }

    /** Alarms of this moment, for people. */
    List<String> alarms() {
        return alarms.raised();
    }

    /** How many objects it has removed. */
    int objects() {
        return objects;
    }

    /**
     * Removes a set that may go. Null: it is gone; else why it stays. Throws STORE_REFUSED where the credentials may not delete,
     * and what the audit log throws: then nothing of it was removed.
     *
     * @param needed names of objects that other sets need, whatever lies where
     */
    @Nullable
    String remove(SetDecision set, Set<String> needed) {
        AuthenticatedSet found;
        try {
            found = new SetReader(vault).authenticate(set.set(), set.manifestSha256());
        } catch (LifeboatException e) {
            if (e.code() != NO_SUCH_SET) {
                throw e;
            }
            return "it was removed meanwhile";
        }
        String objection = objection(found);
        if (objection != null) {
            return objection;
        }
        String removal = removalId(set.set());
        String reason = String.join("; ", set.reasons());
        enter(AuditType.BACKUP_DELETED, set.set(), set.manifestSha256(), removal, reason);
        marks.add(new Mark(
                MarkKind.DELETED,
                set.set(),
                set.manifestSha256(),
                removal,
                clock.instant(),
                Tombstone.of(found.manifest(), task.store(), reason).text()));
        int number = removals.begin(found);
        String refusal = delete(SetObjects.manifestOf(set.set()));
        return refusal == null ? decide(found, number, needed) : refusal;
    }

    /** A removal that was called off has its mark for good: the next one of the same run needs another name. */
    private String removalId(String set) {
        String id = task.runId();
        for (int again = 1; marks.exists(MarkKind.KEPT, set, id); again++) {
            id = task.runId() + "/" + again;
        }
        return id;
    }

    private boolean isOwn(Mark tombstone) {
        return tombstone.runId().equals(task.runId()) || tombstone.runId().startsWith(task.runId() + "/");
    }

    /** A reader notes first and opens then: whoever opened the set while it had a manifest has left a note by now. */
    private @Nullable String decide(AuthenticatedSet found, int number, Set<String> needed) {
        String set = found.manifest().set();
        String objection = objection(found);
        return follow(
                removals.say(
                        set,
                        found.manifestSha256(),
                        number,
                        objection == null,
                        task.runId(),
                        clock.instant(),
                        objection == null ? "nothing keeps it" : objection),
                needed);
    }

    private @Nullable String follow(Removal word, Set<String> needed) {
        if (word.gone()) {
            return removeRest(word.set(), needed);
        }
        removals.putBack(word.set(), word.manifestSha256(), word.number());
        return word.why();
    }

    /** Goes on with a set whose manifest is gone. Null: all of it is; else what stays, and why. */
    @Nullable
    String resume(SetDecision planned, Set<String> needed) {
        String set = planned.set();
        List<Mark> own = marks.deleted(set).stream()
                .filter(mark -> isOwn(mark) && speaksOf(mark, planned.manifestSha256()))
                .toList();
        if (own.isEmpty()) {
            return TAKEN;
        }
        int number = removals.newest(set, planned.manifestSha256());
        Removal word = removals.word(set, planned.manifestSha256(), number);
        if ((word == null || !word.gone()) && !removals.liesAside(set, number)) {
            own.forEach(tombstone -> takeBack(tombstone, TAKEN));
            return TAKEN;
        }
        return word == null
                ? decide(removals.aside(set, planned.manifestSha256(), number), number, needed)
                : follow(word, needed);
    }

    /**
     * Puts a set back whose removal ended before it was decided, or was called off: as if it had not begun; not one of which
     * anything is gone. A manifest that no clean-up took cannot be put back, but nothing says any more that it was one.
     */
    void putBack(String set) {
        for (Mark tombstone : marks.deleted(set)) {
            String manifest = tombstone.manifestSha256();
            int number = removals.newest(set, manifest);
            String why = "its removal did not come to its end";
            if (!removals.liesAside(set, number)) {
                Removal said = removals.word(set, manifest, number);
                if (said == null || !said.gone()) {
                    takeBack(tombstone, TAKEN);
                }
            } else if (removals.lacking(set, manifest, number) == null
                    && !removals.say(set, manifest, number, false, task.runId(), clock.instant(), why)
                            .gone()) {
                removals.putBack(set, manifest, number);
                takeBack(tombstone, why);
            }
        }
    }

    /**
     * Takes back what says that a set was removed that is there: a theft of it must show from now on. Does nothing where nothing
     * says so.
     *
     * @param since tombstones of other runs count if they are older: whoever wrote a younger one may be about to remove it
     */
    void keep(String set, String manifestSha256, String why, Instant since) {
        if (!store.exists(SetObjects.manifestOf(set))) {
            return;
        }
        boolean others = false;
        boolean any = false;
        for (Mark tombstone : marks.deleted(set)) {
            if (!speaksOf(tombstone, manifestSha256)) {
                continue;
            }
            if (isOwn(tombstone) || tombstone.at().isBefore(since)) {
                takeBack(tombstone, why);
                any = true;
            } else {
                others = true;
            }
        }
        if (any && !others) {
            removals.tidy(set);
        }
    }

    private void takeBack(Mark tombstone, String why) {
        enter(AuditType.BACKUP_KEPT, tombstone.set(), tombstone.manifestSha256(), tombstone.runId(), why);
        marks.add(new Mark(
                MarkKind.KEPT, tombstone.set(), tombstone.manifestSha256(), tombstone.runId(), clock.instant(), why));
    }

    private static boolean speaksOf(Mark tombstone, String manifestSha256) {
        return tombstone.manifestSha256().equals(manifestSha256);
    }

    private @Nullable String removeRest(String set, Set<String> needed) {
        List<String> names = Removals.inOrder(
                store.list(set + "/").stream().map(StoredObject::name).toList());
        boolean all = names.stream().noneMatch(needed::contains);
        return removeObjects(names.stream()
                .filter(name -> !needed.contains(name))
                // Whoever could claim the folder would sweep what others need.
                .filter(name -> all || !name.equals(set + "/" + SetObjects.CLAIM))
                .toList());
    }

    /** Removes objects in this order, until one is locked. Null: all are gone; else why not. */
    @Nullable
    String removeObjects(List<String> names) {
        for (String name : names) {
            String refusal = delete(name);
            if (refusal != null) {
                return refusal;
            }
        }
        return null;
    }

    /** Writes an event about a set down; what the log throws passes, and nothing is removed. */
    private void enter(AuditType type, String set, String manifestSha256, String removal, String reason) {
        audit.record(
                AuditEvents.removal(
                        type, task.runId(), set, manifestSha256, task.store(), removal, reason, task.startedBy()),
                clock.instant());
    }

    /** What has happened up to this moment. */
    private @Nullable String objection(AuthenticatedSet found) {
        String set = found.manifest().set();
        List<String> raised = alarms.raised();
        if (!raised.isEmpty()) {
            return "the clean-up is stopped: " + raised.get(0);
        }
        List<Standing> standings = new ArrayList<>();
        standings.add(Standing.of(marks.of(set, found.manifestSha256(), found.signer())));
        if (primary != vault) {
            standings.add(Standing.of(new Marks(primary, clock).of(set, found.manifestSha256(), found.signer())));
        }
        for (Standing standing : standings) {
            if (standing.pinned()) {
                return "pinned meanwhile: " + Remarks.describe(standing.pins().get(0));
            }
            if (!standing.alarms().isEmpty()) {
                return "alarmed meanwhile: "
                        + Remarks.describe(standing.alarms().get(0));
            }
        }
        return use(set);
    }

    private @Nullable String use(String set) {
        Instant now = clock.instant();
        List<SetUse> uses = new ArrayList<>(SetUse.of(store, set, now));
        if (primary != vault) {
            uses.addAll(SetUse.of(primary.store(), set, now));
        }
        return uses.isEmpty() ? null : "in use meanwhile: " + uses.get(0).describe();
    }

    /** Null: it is gone; else it is locked. Throws STORE_REFUSED where it is not, and may not be removed all the same. */
    private @Nullable String delete(String name) {
        heartbeat.moved(1, 0);
        try {
            store.delete(name);
            objects++;
            return null;
        } catch (LifeboatException e) {
            if (e.code() != OBJECT_LOCKED) {
                throw e;
            }
            Optional<Instant> lock = Locks.of(store, name, clock.instant());
            if (lock.isPresent()) {
                return name + " is " + LockTime.describe(lock.get());
            }
            throw refused(task.store(), e);
        }
    }

    /** What to do about credentials that may not delete. */
    static LifeboatException refused(String store, LifeboatException cause) {
        return new LifeboatException(
                STORE_REFUSED,
                "the credentials of store " + store
                        + " may not delete: start the clean-up where the runbook's references name"
                        + " others that may (docs/retention.md); " + cause.getMessage(),
                cause);
    }
}
