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
import dev.lifeboat.audit.AuditEvent;
import dev.lifeboat.audit.AuditTrail;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.store.NoSuchObjectException;
import dev.lifeboat.store.Store;
import dev.lifeboat.store.StoredObject;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Removes sets from one store, one after another, so that at each moment a set is either whole or does not exist: audit entry,
 * tombstone, manifest, then everything else, the claim last. After a crash the same call goes on where it ended.
 */
final class Deletion {
    private final OpenVault vault;
    private final OpenVault primary;
    private final Store store;
    private final CleanUpTask task;
    private final AuditTrail audit;
    private final Clock clock;
    private final Heartbeat heartbeat;
    private final Marks marks;
    private int objects;

    Deletion(OpenVault vault, OpenVault primary, CleanUpTask task, AuditTrail audit, Clock clock, Heartbeat heartbeat) {
        this.vault = vault;
        this.primary = primary;
        this.store = vault.store();
        this.task = task;
        this.audit = audit;
        this.clock = clock;
        this.heartbeat = heartbeat;
        this.marks = new Marks(vault);
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
        enter(set, "backup_deleted");
        marks.add(new Mark(
                MarkKind.DELETED,
                set.set(),
                set.manifestSha256(),
                task.runId(),
                clock.instant(),
                Tombstone.of(found.manifest(), String.join("; ", set.reasons())).text()));
        String manifest = set.set() + "/" + SetObjects.MANIFEST;
        byte[] json = SetObjects.readSmall(store, manifest);
        String refusal = delete(manifest);
        if (refusal != null) {
            return refusal;
        }
        // A reader notes first and opens then: whoever opened it before this moment has left a note by now.
        String use = use(set.set());
        if (use != null) {
            SetObjects.write(store, manifest, json);
            objects--;
            return use;
        }
        return removeRest(set.set(), needed);
    }

    /** Whether an earlier try of this run removed the set's manifest. */
    boolean begun(SetDecision set) {
        return marks.deleted(set.set()).stream()
                .anyMatch(mark -> mark.runId().equals(task.runId())
                        && mark.manifestSha256().equals(set.manifestSha256()));
    }

    /** Removes what is left of a set whose manifest is gone. Null: all of it is; else what stays, and why. */
    @Nullable
    String removeRest(String set, Set<String> needed) {
        String use = use(set);
        if (use != null) {
            return use;
        }
        String claim = set + "/" + SetObjects.CLAIM;
        List<String> names = new ArrayList<>(store.list(set + "/").stream()
                .map(StoredObject::name)
                .filter(name -> !name.equals(claim))
                .toList());
        boolean all = names.stream().noneMatch(needed::contains);
        names.removeIf(needed::contains);
        if (all) {
            names.add(claim);
        }
        return removeObjects(names);
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
    void enter(SetDecision set, String type) {
        TreeMap<String, String> data = new TreeMap<>();
        data.put("set", set.set());
        data.put("store", task.store());
        data.put("manifest_sha256", set.manifestSha256());
        data.put("reason", String.join("; ", set.reasons()));
        data.put("run", task.runId());
        audit.record(new AuditEvent(type, "retention", "high", task.startedBy(), data), clock.instant());
    }

    /** What has happened to the set in this moment. */
    private @Nullable String objection(AuthenticatedSet found) {
        String set = found.manifest().set();
        List<Standing> standings = new ArrayList<>();
        standings.add(Standing.of(marks.of(set, found.manifestSha256(), found.signer())));
        if (primary != vault) {
            standings.add(Standing.of(new Marks(primary).of(set, found.manifestSha256(), found.signer())));
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
            Optional<Instant> lock = lock(name);
            if (lock.isPresent() && lock.get().isAfter(clock.instant())) {
                return name + " is locked until " + lock.get();
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

    private Optional<Instant> lock(String name) {
        try {
            return store.lockOf(name);
        } catch (NoSuchObjectException e) {
            return Optional.empty();
        }
    }
}
