package dev.lifeboat.retention;

import static dev.lifeboat.error.ErrorCode.NO_SUCH_SET;

import dev.lifeboat.archive.AuthenticatedSet;
import dev.lifeboat.archive.Mark;
import dev.lifeboat.archive.MarkKind;
import dev.lifeboat.archive.Marks;
import dev.lifeboat.archive.Neighbours;
import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.archive.SetObjects;
import dev.lifeboat.archive.SetReader;
import dev.lifeboat.archive.SetUse;
import dev.lifeboat.archive.Standing;
import dev.lifeboat.error.ErrorCategory;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.store.StoredObject;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** What was remarked beside the sets of a store: their marks, and who reads them. */
final class Remarks {
    private final OpenVault vault;
    private final SetReader reader;
    private final Marks marks;
    private final Neighbours neighbours;
    private final List<SetUse> uses;
    /** Of which it is worth asking for marks. */
    private final SortedSet<String> marked = new TreeSet<>();

    private final Set<String> alarmed = new TreeSet<>();

    /**
     * @param clock says which pins hold
     * @param records a listing of {@code records/}
     * @param notes a listing of {@code uses/}
     */
    Remarks(OpenVault vault, Clock clock, Collection<StoredObject> records, Collection<StoredObject> notes) {
        this.vault = vault;
        this.reader = new SetReader(vault);
        this.marks = new Marks(vault, clock);
        this.neighbours = new Neighbours(vault);
        this.uses = SetUse.notes(List.copyOf(notes));
        for (StoredObject object : records) {
            int slash = object.name().lastIndexOf('/');
            if (slash > SetObjects.RECORDS.length()) {
                String set = object.name().substring(SetObjects.RECORDS.length(), slash);
                marked.add(set);
                if (Marks.isOf(MarkKind.ALARMED, object.name())) {
                    alarmed.add(set);
                }
            }
        }
    }

    static Remarks of(OpenVault vault, Clock clock) {
        return new Remarks(
                vault,
                clock,
                vault.store().list(SetObjects.RECORDS),
                vault.store().list(SetUse.FOLDER));
    }

    Standing standing(AuthenticatedSet set) {
        String name = set.manifest().set();
        return Standing.in(
                vault.vault().soleStore(),
                marked.contains(name) ? marks.of(name, set.manifestSha256(), set.signer()) : List.of());
    }

    /** Who reads a set at this time, for people. */
    List<String> uses(String set, Instant now) {
        return uses.stream()
                .filter(use -> use.set().equals(set) && use.until().isAfter(now))
                .map(SetUse::describe)
                .toList();
    }

    /**
     * Alarms that nobody looked at yet, of all sets of the runbook, for people; another one's are its own matter. One beside a set
     * that does not authenticate is open: what resolved it cannot be believed either. A set that is gone alarms nobody.
     */
    List<String> alarms() {
        return alarms(alarmed);
    }

    /** Those of some sets. */
    List<String> alarms(Collection<String> sets) {
        return sets.stream()
                .filter(alarmed::contains)
                .flatMap(set -> alarms(set).stream())
                .toList();
    }

    private List<String> alarms(String set) {
        List<String> alarms;
        try {
            alarms = standing(reader.authenticate(set)).alarms().stream()
                    .map(alarm -> set + ": " + describe(alarm))
                    .toList();
        } catch (LifeboatException e) {
            if (e.code() == NO_SUCH_SET) {
                return List.of();
            }
            if (e.code().category() != ErrorCategory.INTEGRITY) {
                throw e;
            }
            alarms = List.of(set + ": alarmed, and the set is not to be believed: " + e.getMessage());
        }
        return alarms.isEmpty() || neighbours.haveTheAlarmOf(set) ? List.of() : alarms;
    }

    /** Warnings beside the sets that were asked about, by strangers, for people. */
    List<String> unheeded() {
        return marks.unheeded();
    }

    static String describe(Mark mark) {
        return (mark.detail() == null ? "without a reason" : mark.detail()) + " (" + mark.runId() + ", " + mark.at()
                + ")";
    }
}
