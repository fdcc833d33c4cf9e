package dev.lifeboat.audit;

import static dev.lifeboat.error.ErrorCode.SET_CORRUPT;

import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.archive.SetObjects;
import dev.lifeboat.error.ErrorCategory;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.runbook.Audit;
import dev.lifeboat.secret.Secrets;
import dev.lifeboat.store.NamedStore;
import dev.lifeboat.store.NoSuchObjectException;
import dev.lifeboat.store.PassedOver;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Writes down that a store has a set damaged, when a run takes from another store what that one should have given: the run ends
 * well, and nobody would look there before the next verification. For a store, a set and an error code one entry an hour, of which
 * a worker remembers its own. Thread-safe.
 */
public final class DamagedStores {
    private static final int MOST_REMEMBERED = 1000;

    /** Behind an entry that could not be written: a log's store that keeps silent is not waited for at each part. */
    private static final Duration UNTIL_NEXT_TRY = Duration.ofMinutes(5);

    private final Secrets secrets;
    private final Clock clock;
    /** Until when each is not written down again. */
    private final Map<List<String>, Instant> quiet = new HashMap<>();

    public DamagedStores(Secrets secrets, Clock clock) {
        this.secrets = secrets;
        this.clock = clock;
    }

    /**
     * Watches one reading of a set.
     *
     * @param vault its stores, to be read through {@link Watch#vault}
     * @param run for the entry
     */
    public Watch watch(OpenVault vault, Audit audit, String set, String run) {
        return new Watch(vault, audit, set, run);
    }

    /** Whether this is due to be written down here; then it is not again for an hour. */
    private synchronized boolean isDue(List<String> what, Instant now) {
        Instant until = quiet.get(what);
        if (until != null && until.isAfter(now)) {
            return false;
        }
        if (quiet.size() >= MOST_REMEMBERED) {
            quiet.clear();
        }
        quiet.put(what, now.plus(AuditTrail.SAME));
        return true;
    }

    private synchronized void tryAgainSoon(List<String> what, Instant now) {
        quiet.put(what, now.plus(UNTIL_NEXT_TRY));
    }

    /** One reading. Thread-safe. */
    public final class Watch implements PassedOver {
        private final OpenVault vault;
        private final Audit audit;
        private final String set;
        private final String run;
        /** Warnings by store and error code; an empty one: the store never had the set. */
        private final SortedMap<String, String> found = new TreeMap<>();

        private Watch(OpenVault vault, Audit audit, String set, String run) {
            this.vault = vault.telling(this);
            this.audit = audit;
            this.set = set;
            this.run = run;
        }

        /** The stores, watched. */
        public OpenVault vault() {
            return vault;
        }

        /** What was found so far, a sentence for each store and error code. */
        public synchronized List<String> warnings() {
            return found.values().stream().filter(warning -> !warning.isEmpty()).toList();
        }

        /** These, and behind them what was found. */
        public List<String> behind(List<String> notes) {
            List<String> all = new ArrayList<>(notes);
            all.addAll(warnings());
            return all;
        }

        @Override
        public void passedOver(String object, NamedStore store, RuntimeException error, String readFrom) {
            ErrorCode code = damage(error);
            if (code == null || !isOfTheSet(object)) {
                return;
            }
            List<String> what = List.of(place(), store.name(), set, code.name());
            Instant now = clock.instant();
            if (isNewHere(store, code) && isDue(what, now)) {
                String why = error instanceof NoSuchObjectException
                        ? object + " is missing"
                        : String.valueOf(error.getMessage());
                boolean written = AuditTrail.of(vault, secrets, audit)
                        .passedOver(
                                AuditEvents.storePassedOver(run, set, store.name(), code.name(), readFrom, why), now);
                if (!written) {
                    tryAgainSoon(what, now);
                }
            }
        }

        /** The store is looked at without the lock: all readers of the set would wait for it. */
        private boolean isNewHere(NamedStore store, ErrorCode code) {
            String what = store.name() + " " + code;
            synchronized (this) {
                if (found.containsKey(what)) {
                    return false;
                }
            }
            boolean damaged = hasTheSet(store);
            String warning = damaged
                    ? set + " is damaged in " + store.name() + " (" + code + "); another store gave what was needed."
                            + " `lifeboat verify " + set + " --store " + store.name() + "` says what it is"
                    : "";
            synchronized (this) {
                return found.putIfAbsent(what, warning) == null && damaged;
            }
        }

        /** Objects without a manifest are no set: a store that never had it lacks them rightly. */
        private boolean hasTheSet(NamedStore store) {
            try {
                return store.open().exists(SetObjects.manifestOf(set));
            } catch (LifeboatException e) {
                return false;
            }
        }

        /** Marks and keys of signers are of one store each; parts may lie with an earlier set. */
        private boolean isOfTheSet(String object) {
            return object.equals(set) || object.startsWith(set + "/") || object.contains("/data/");
        }

        private String place() {
            return vault.primary().describe();
        }
    }

    /** Null: the store did not answer, which says nothing about the set. */
    private static @Nullable ErrorCode damage(RuntimeException error) {
        if (error instanceof NoSuchObjectException) {
            return SET_CORRUPT;
        }
        return error instanceof LifeboatException known && known.code().category() == ErrorCategory.INTEGRITY
                ? known.code()
                : null;
    }
}
