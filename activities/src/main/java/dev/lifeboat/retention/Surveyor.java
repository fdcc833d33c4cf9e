package dev.lifeboat.retention;

import static dev.lifeboat.error.ErrorCode.NO_SUCH_SET;
import static dev.lifeboat.error.ErrorCode.SIGNER_UNKNOWN;
import static dev.lifeboat.error.ErrorCode.USAGE;

import dev.lifeboat.activity.Heartbeat;
import dev.lifeboat.archive.AuthenticatedSet;
import dev.lifeboat.archive.Manifest;
import dev.lifeboat.archive.Mark;
import dev.lifeboat.archive.Neighbours;
import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.archive.SetObjects;
import dev.lifeboat.archive.SetReader;
import dev.lifeboat.archive.SetState;
import dev.lifeboat.archive.SetUse;
import dev.lifeboat.archive.Standing;
import dev.lifeboat.archive.TrustedSigners;
import dev.lifeboat.error.ErrorCategory;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.runbook.Runbook;
import dev.lifeboat.runbook.StoreLocation;
import dev.lifeboat.secret.Secrets;
import dev.lifeboat.set.Form;
import dev.lifeboat.set.Vault;
import dev.lifeboat.store.Store;
import dev.lifeboat.store.StoredObject;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Looks at one store, and at nothing but it: a set is kept or deleted there for what is there. Reads every manifest; changes
 * nothing. Pins, alarms and readers of the primary store count for its copies too.
 */
public final class Surveyor {
    private final KeepTimes times;
    private final OpenVault vault;
    private final OpenVault unlocked;
    private final @Nullable OpenVault primary;
    /** Whether there is no other store that a drill can have read. */
    private final boolean alone;

    private final Predicate<String> running;

    /**
     * Opens the store. Throws USAGE for a name that no store has, STORE_UNAVAILABLE, SECRET_MISSING.
     *
     * @param running whether a run of this id goes on
     */
    public Surveyor(Runbook runbook, String store, Secrets secrets, Predicate<String> running) {
        StoreLocation location = location(runbook, store);
        boolean isPrimary = location.equals(runbook.store().primary());
        this.times = KeepTimes.of(runbook, location);
        this.vault = alone(runbook, store, secrets);
        this.unlocked = vault.unlocked();
        this.primary = isPrimary ? null : alone(runbook, primaryOf(runbook), secrets);
        this.alone = runbook.store().copies().isEmpty();
        this.running = running;
    }

    private static StoreLocation location(Runbook runbook, String store) {
        try {
            return runbook.store().at(store).primary();
        } catch (IllegalArgumentException e) {
            throw new LifeboatException(USAGE, String.valueOf(e.getMessage()), e);
        }
    }

    /** A vault of one store: what is missing there is not looked for elsewhere. */
    static OpenVault alone(Runbook runbook, String store, Secrets secrets) {
        return OpenVault.of(Vault.of(runbook).only(store), secrets);
    }

    static String primaryOf(Runbook runbook) {
        return String.valueOf(runbook.store().primary().name());
    }

    /** The store that is looked at. */
    OpenVault vault() {
        return vault;
    }

    /** The same store, whose objects are not locked when they are written. */
    OpenVault unlocked() {
        return unlocked;
    }

    /** The primary store, which is perhaps the one that is looked at: it has the audit log. */
    OpenVault primary() {
        return primary == null ? vault : primary;
    }

    /** Everything, as it is at this time. Throws STORE_UNAVAILABLE, KEY_UNUSABLE, SECRET_MISSING. */
    public Outlook look(Instant now, Heartbeat heartbeat) {
        // A key of ours that cannot be opened must not make every set look forged.
        TrustedSigners.of(vault);
        Listing listing = new Listing(vault.store());
        Clock clock = Clock.fixed(now, ZoneOffset.UTC);
        Remarks here = new Remarks(vault, clock, listing.in("records"), listing.in("uses"));
        Remarks there = primary == null ? null : Remarks.of(primary, clock);
        List<SurveyedSet> sets = new ArrayList<>();
        List<UnreadableSet> unreadable = new ArrayList<>();
        SortedMap<String, Set<String>> named = new TreeMap<>();
        Set<String> needed = new HashSet<>();
        SetReader reader = new SetReader(vault);
        Neighbours neighbours = new Neighbours(vault);
        for (String set : listing.sealed()) {
            heartbeat.moved(1, 0);
            try {
                AuthenticatedSet found = reader.authenticate(set);
                sets.add(surveyed(found, here, there, now));
                found.manifest().parts().filter(part -> part.set() != null).forEach(part -> needed.add(part.place()));
                if (found.manifest().runbook().equals(times.runbook())) {
                    named.put(set, names(found.manifest()));
                }
            } catch (LifeboatException e) {
                if (e.code() == NO_SUCH_SET) {
                    // Another clean-up was faster.
                    continue;
                }
                if (e.code().category() != ErrorCategory.INTEGRITY) {
                    throw e;
                }
                Neighbours.Foreign theirs = e.code() == SIGNER_UNKNOWN ? neighbours.beyondDoubt(set) : null;
                if (theirs != null) {
                    sets.add(foreign(theirs));
                    theirs.manifest()
                            .parts()
                            .filter(part -> part.set() != null)
                            .forEach(part -> needed.add(part.place()));
                    continue;
                }
                StoredObject manifest = listing.get(SetObjects.manifestOf(set));
                unreadable.add(new UnreadableSet(set, String.valueOf(e.getMessage()), manifest.modified()));
            }
        }
        Leftovers leftovers = new Leftovers(vault, times.runbook(), running, listing, needed, now, heartbeat);
        leftovers.notes();
        // What cannot be read might refer to anything.
        if (unreadable.isEmpty()) {
            named.forEach(leftovers::strangers);
            leftovers.unsealed();
        }
        List<String> alarms = new ArrayList<>(
                here.alarms(unreadable.stream().map(UnreadableSet::set).toList()));
        if (there != null) {
            alarms.addAll(there.alarms());
        }
        Survey survey = locked(new Survey(sets, unreadable, alarms), now, heartbeat);
        Verdict verdict = new RetentionRules(times).decide(survey, now);
        List<String> warnings = new ArrayList<>(verdict.warnings());
        warnings.addAll(leftovers.warnings());
        warnings.addAll(here.unheeded());
        return new Outlook(
                survey,
                new Verdict(verdict.decisions(), verdict.stops(), warnings),
                leftovers.found(),
                leftovers.interrupted(),
                needed);
    }

    /**
     * The names of a leftover that belong to no set in this moment either: its folder may have been sealed since, or a copy to it
     * may have begun. Throws as {@link #look}.
     *
     * @param needed names of objects that sets refer to in other sets' folders
     */
    List<String> still(Leftover leftover, Set<String> needed, Instant now, Heartbeat heartbeat) {
        String folder = leftover.what();
        Store store = vault.store();
        Listing listing = new Listing(
                store, List.of(folder + "/", SetUse.FOLDER + folder + "/", SetObjects.RECORDS + folder + "/"));
        Leftovers leftovers = new Leftovers(vault, times.runbook(), running, listing, needed, now, heartbeat);
        if (folder.equals(Leftovers.NOTES)) {
            leftovers.notes();
        } else if (!listing.has(SetObjects.manifestOf(folder))) {
            leftovers.unsealed(folder);
        } else {
            try {
                leftovers.strangers(
                        folder, names(new SetReader(vault).authenticate(folder).manifest()));
            } catch (LifeboatException e) {
                if (e.code() != NO_SUCH_SET && e.code().category() != ErrorCategory.INTEGRITY) {
                    throw e;
                }
            }
        }
        Set<String> left = new HashSet<>();
        leftovers.found().forEach(still -> left.addAll(still.objects()));
        return leftover.objects().stream().filter(left::contains).toList();
    }

    /** A neighbour's set that its own key signed: nothing is known of it but that it stays, and what it says that it needs. */
    private static SurveyedSet foreign(Neighbours.Foreign theirs) {
        return surveyed(
                theirs.manifest(), theirs.manifestSha256(), SetState.TAKEN, false, List.of(), List.of(), List.of());
    }

    private SurveyedSet surveyed(AuthenticatedSet found, Remarks here, @Nullable Remarks there, Instant now) {
        Manifest manifest = found.manifest();
        Standing standing = here.standing(found);
        List<Mark> pins = new ArrayList<>(standing.pins());
        List<String> uses = new ArrayList<>(here.uses(manifest.set(), now));
        if (there != null) {
            pins.addAll(there.standing(found).pins());
            uses.addAll(there.uses(manifest.set(), now));
        }
        return surveyed(
                manifest,
                found.manifestSha256(),
                standing.state(),
                standing.verifiedHere() || (alone && standing.state() == SetState.PROVEN),
                pins.stream().map(Remarks::describe).distinct().toList(),
                standing.alarms().stream().map(Remarks::describe).toList(),
                uses.stream().distinct().toList());
    }

    private static SurveyedSet surveyed(
            Manifest manifest,
            String sha256,
            SetState state,
            boolean verified,
            List<String> pins,
            List<String> alarms,
            List<String> uses) {
        return new SurveyedSet(
                manifest.set(),
                manifest.runbook(),
                sha256,
                manifest.mode(),
                state,
                verified,
                manifest.content().holdsEverything() && manifest.content().form() == Form.ARCHIVE,
                manifest.content().rows(),
                manifest.snapshot().takenAt(),
                manifest.sealedAt(),
                manifest.storedBytes(),
                manifest.needs(),
                pins,
                alarms,
                uses,
                null);
    }

    private static Set<String> names(Manifest manifest) {
        String folder = manifest.set() + "/";
        Set<String> names = new HashSet<>();
        names.add(folder + SetObjects.MANIFEST);
        names.add(folder + SetObjects.SIGNATURE);
        names.add(folder + SetObjects.CLAIM);
        manifest.files().forEach(file -> names.add(folder + file.object()));
        manifest.parts().filter(part -> part.set() == null).forEach(part -> names.add(folder + part.object()));
        return names;
    }

    /** Asks for locks where nothing else keeps a set: a call for each of its objects. */
    private Survey locked(Survey survey, Instant now, Heartbeat heartbeat) {
        Set<String> going = new HashSet<>();
        new RetentionRules(times).decide(survey, now).deletions().forEach(set -> going.add(set.set()));
        List<SurveyedSet> sets = survey.sets().stream()
                .map(set -> going.contains(set.set()) ? set.withLock(lock(set.set(), now, heartbeat)) : set)
                .toList();
        return new Survey(sets, survey.unreadable(), survey.alarms());
    }

    private @Nullable Instant lock(String set, Instant now, Heartbeat heartbeat) {
        Instant last = null;
        for (StoredObject object : vault.store().list(set + "/")) {
            heartbeat.moved(1, 0);
            Optional<Instant> lock = Locks.of(vault.store(), object.name(), now);
            if (lock.isPresent() && (last == null || lock.get().isAfter(last))) {
                last = lock.get();
            }
        }
        return last;
    }
}
