package dev.lifeboat.catalogue;

import dev.lifeboat.archive.AuthenticatedSet;
import dev.lifeboat.archive.Manifest;
import dev.lifeboat.archive.Marks;
import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.archive.References;
import dev.lifeboat.archive.SetObjects;
import dev.lifeboat.archive.SetReader;
import dev.lifeboat.archive.SetState;
import dev.lifeboat.archive.Standing;
import dev.lifeboat.error.ErrorCategory;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.set.Form;
import dev.lifeboat.store.StoredObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** The sets of one store, read from the signed manifests themselves. */
public final class StoreCatalogue {
    private static final String SUFFIX = "/" + SetObjects.MANIFEST;

    private final OpenVault vault;
    private final SetReader reader;
    private final Marks marks;

    public StoreCatalogue(OpenVault vault) {
        this.vault = vault;
        this.reader = new SetReader(vault);
        this.marks = new Marks(vault);
    }

    /** All sets of this runbook, newest first; a set that does not authenticate is listed as failed. */
    public List<SetSummary> list() {
        List<SetSummary> sets = new ArrayList<>();
        SortedMap<String, SortedSet<String>> neededBy = new TreeMap<>();
        sealed().forEach((set, modified) -> {
            SetSummary summary = summary(set, modified);
            summary.needs().forEach(needed -> neededBy.computeIfAbsent(needed, name -> new TreeSet<>())
                    .add(set));
            sets.add(summary);
        });
        sets.replaceAll(set -> set.withNeededBy(List.copyOf(neededBy.getOrDefault(set.set(), new TreeSet<>()))));
        sets.sort(Comparator.comparing(SetSummary::takenAt)
                .thenComparing(SetSummary::set)
                .reversed());
        return sets;
    }

    /** Which sets refer to objects of which: to be asked before anything is deleted. */
    public References references() {
        List<Manifest> manifests = new ArrayList<>();
        List<String> unreadable = new ArrayList<>();
        for (String set : sealed().keySet()) {
            try {
                manifests.add(reader.authenticate(set).manifest());
            } catch (LifeboatException e) {
                if (e.code().category() != ErrorCategory.INTEGRITY) {
                    throw e;
                }
                unreadable.add(set);
            }
        }
        return References.of(manifests, unreadable);
    }

    /** Folders with a manifest, and when that was written. */
    private SortedMap<String, Instant> sealed() {
        SortedMap<String, Instant> sets = new TreeMap<>();
        for (StoredObject object : vault.store().list("")) {
            if (object.name().endsWith(SUFFIX)) {
                sets.put(object.name().substring(0, object.name().length() - SUFFIX.length()), object.modified());
            }
        }
        return sets;
    }

    private SetSummary summary(String set, Instant modified) {
        try {
            AuthenticatedSet found = reader.authenticate(set);
            Manifest manifest = found.manifest();
            Standing standing = Standing.of(marks.of(set, found.manifestSha256(), found.signer()));
            return new SetSummary(
                    set,
                    manifest.mode().wireName(),
                    standing.state(),
                    manifest.snapshot().takenAt(),
                    manifest.tables().size(),
                    manifest.rows(),
                    manifest.bytes(),
                    manifest.storedBytes(),
                    found.manifestSha256(),
                    manifest.content().describe(),
                    manifest.content().holdsEverything() && manifest.content().form() == Form.ARCHIVE,
                    standing.failure() == null ? null : standing.failure().detail(),
                    manifest.reusedBytes(),
                    manifest.needs(),
                    List.of());
        } catch (LifeboatException e) {
            // A store that does not answer says nothing about a set.
            if (e.code().category() == ErrorCategory.ENVIRONMENT) {
                throw e;
            }
            int slash = set.indexOf('/');
            String mode = slash < 0 ? "" : set.substring(0, slash);
            return new SetSummary(
                    set,
                    mode,
                    SetState.FAILED,
                    modified,
                    0,
                    0,
                    0,
                    0,
                    "",
                    "",
                    false,
                    e.getMessage(),
                    0,
                    List.of(),
                    List.of());
        }
    }
}
