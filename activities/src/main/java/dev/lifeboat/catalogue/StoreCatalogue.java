package dev.lifeboat.catalogue;

import dev.lifeboat.archive.Manifest;
import dev.lifeboat.archive.Mark;
import dev.lifeboat.archive.Marks;
import dev.lifeboat.archive.Marks.SignedMark;
import dev.lifeboat.archive.Neighbours;
import dev.lifeboat.archive.Neighbours.Foreign;
import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.archive.References;
import dev.lifeboat.archive.SetReader;
import dev.lifeboat.archive.SetState;
import dev.lifeboat.archive.Standing;
import dev.lifeboat.archive.TrustedSigners;
import dev.lifeboat.catalogue.SetIndex.Known;
import dev.lifeboat.catalogue.SetIndex.KnownMark;
import dev.lifeboat.catalogue.SetIndex.KnownSet;
import dev.lifeboat.error.ErrorCategory;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The sets of one store, read from the signed manifests themselves. Not thread-safe. */
public final class StoreCatalogue {
    private final OpenVault vault;
    private final SetIndex index;
    private final SetReader reader;
    private final Marks marks;
    private final Neighbours neighbours;

    /** One that authenticates everything itself: for what is restored, verified or deleted. */
    public StoreCatalogue(OpenVault vault) {
        this(vault, SetIndex.none());
    }

    /** One for people, who look often: what the index knows is not read again. */
    public StoreCatalogue(OpenVault vault, SetIndex index) {
        this.vault = vault;
        this.index = index;
        this.reader = new SetReader(vault);
        this.marks = new Marks(vault);
        this.neighbours = new Neighbours(vault);
    }

    /**
     * What is in the store.
     *
     * @param sets this runbook's, newest first; one that does not authenticate is among them as failed
     * @param foreign the runbooks of the other sets, by the sets' names
     * @param deleted marks of sets that were removed on purpose, by their names
     * @param unheeded for people: warnings beside the sets that do not count, since strangers signed them
     */
    public record Contents(
            List<SetSummary> sets, SortedMap<String, String> foreign, List<Mark> deleted, List<String> unheeded) {
        public Contents {
            sets = List.copyOf(sets);
            foreign = new TreeMap<>(foreign);
            deleted = List.copyOf(deleted);
            unheeded = List.copyOf(unheeded);
        }
    }

    /**
     * @param problem why it is not to be believed; null: it is, and may be remembered
     * @param stranger what it says of itself, where a stranger signed it and it is another runbook's beyond doubt; null: it is not so
     */
    private record ReadSet(
            KnownSet known,
            @Nullable String problem,
            @Nullable Foreign stranger) {}

    /** All sets of this runbook, newest first; a set that does not authenticate is listed as failed. */
    public List<SetSummary> list() {
        return contents().sets();
    }

    /**
     * The sets, and what is known of those that are gone: one listing, and the objects that the index does not know. Throws
     * STORE_UNAVAILABLE, KEY_UNUSABLE, SECRET_MISSING.
     */
    public Contents contents() {
        StoreListing listing = StoreListing.of(vault.store());
        Known before = index.read(vault.store().describe());
        SortedMap<String, KnownMark> readMarks = ManyReads.all(
                listing.marks().values().stream().flatMap(List::stream).toList(),
                name -> mark(name, listing.stampOfMark(name), before.marks().get(name)));
        TrustedSigners signers = TrustedSigners.of(vault);
        SortedMap<String, ReadSet> readSets = ManyReads.all(
                listing.sealed(), set -> read(set, listing, before.sets().get(set), signers));
        remember(before, readSets, readMarks);
        List<SetSummary> sets = new ArrayList<>();
        SortedMap<String, String> foreign = new TreeMap<>();
        readSets.forEach((set, read) -> {
            List<SignedMark> beside = signed(listing.marks().get(set), readMarks);
            String other = neighbour(read, beside);
            if (other == null) {
                sets.add(summary(read, beside));
            } else {
                foreign.put(set, other);
            }
        });
        return new Contents(withNeeds(sets), foreign, deleted(readMarks, readSets), marks.unheeded());
    }

    /** Which sets refer to objects of which: to be asked before anything is deleted. */
    public References references() {
        List<Manifest> manifests = new ArrayList<>();
        List<String> unreadable = new ArrayList<>();
        for (String set : StoreListing.of(vault.store()).sealed()) {
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

    private ReadSet read(String set, StoreListing listing, @Nullable KnownSet known, TrustedSigners signers) {
        String stamp = listing.stampOf(set);
        try {
            // Whom the runbook trusts may have changed since.
            if (known != null
                    && known.stamp().equals(stamp)
                    && signers.knows(known.facts().signer())) {
                return new ReadSet(known, null, null);
            }
            return new ReadSet(new KnownSet(stamp, SetFacts.of(reader.authenticate(set))), null, null);
        } catch (LifeboatException e) {
            // A store that does not answer says nothing about a set, nor does a listing that was interrupted.
            if (e.code().category() != ErrorCategory.INTEGRITY && e.code() != ErrorCode.NO_SUCH_SET) {
                throw e;
            }
            SetFacts facts = SetFacts.unread(set, listing.written(set));
            return new ReadSet(
                    new KnownSet(stamp, facts),
                    String.valueOf(e.getMessage()),
                    e.code() == ErrorCode.SIGNER_UNKNOWN ? neighbours.beyondDoubt(set) : null);
        }
    }

    /**
     * The other runbook that a set is of; null: it is ours, or does not authenticate, and may be. A neighbour with keys of its own
     * is a stranger here. What a stranger calls a neighbour's while a mark of ours says that another set had this name is one that
     * replaced it.
     */
    private @Nullable String neighbour(ReadSet read, List<SignedMark> beside) {
        String own = vault.vault().runbook();
        if (read.problem() == null) {
            String runbook = read.known().facts().runbook();
            return runbook.equals(own) ? null : runbook;
        }
        String set = read.known().facts().set();
        Foreign stranger = read.stranger();
        boolean replaced = stranger != null
                && beside.stream()
                        .anyMatch(mark -> own.equals(mark.mark().runbook())
                                && !mark.mark().manifestSha256().equals(stranger.manifestSha256())
                                && marks.counts(mark, set, mark.mark().manifestSha256(), ""));
        return stranger == null || replaced ? null : stranger.runbook();
    }

    private @Nullable KnownMark mark(String name, String stamp, @Nullable KnownMark known) {
        if (known != null && known.stamp().equals(stamp)) {
            return known;
        }
        SignedMark read = marks.read(name);
        return read == null ? null : new KnownMark(stamp, read);
    }

    private void remember(Known before, SortedMap<String, ReadSet> sets, SortedMap<String, KnownMark> readMarks) {
        SortedMap<String, KnownSet> good = new TreeMap<>();
        sets.forEach((set, read) -> {
            if (read.problem() == null) {
                good.put(set, read.known());
            }
        });
        Known now = new Known(before.format(), before.store(), good, readMarks);
        if (!now.equals(before)) {
            index.write(now);
        }
    }

    private static List<SignedMark> signed(@Nullable List<String> names, Map<String, KnownMark> read) {
        return names == null
                ? List.of()
                : names.stream()
                        .map(read::get)
                        .flatMap(Stream::ofNullable)
                        .map(KnownMark::read)
                        .toList();
    }

    private SetSummary summary(ReadSet read, List<SignedMark> beside) {
        SetFacts facts = read.known().facts();
        if (read.problem() != null) {
            return new SetSummary(facts, SetState.FAILED, read.problem(), List.of(), List.of());
        }
        List<Mark> counting = beside.stream()
                .filter(mark -> marks.counts(mark, facts.set(), facts.manifestSha256(), facts.signer()))
                .map(SignedMark::mark)
                .sorted(Comparator.comparing(Mark::at))
                .toList();
        Standing standing = Standing.in(vault.vault().soleStore(), counting);
        return new SetSummary(
                facts,
                standing.state(),
                standing.failure() == null ? null : standing.failure().detail(),
                List.of(),
                counting);
    }

    private static List<SetSummary> withNeeds(List<SetSummary> sets) {
        SortedMap<String, SortedSet<String>> neededBy = new TreeMap<>();
        sets.forEach(
                summary -> summary.needs().forEach(needed -> neededBy.computeIfAbsent(needed, name -> new TreeSet<>())
                        .add(summary.set())));
        return sets.stream()
                .map(set -> set.withNeededBy(List.copyOf(neededBy.getOrDefault(set.set(), new TreeSet<>()))))
                .sorted(Comparator.comparing(SetSummary::takenAt)
                        .thenComparing(SetSummary::set)
                        .reversed())
                .toList();
    }

    /** Those of sets that are not there: a set may have been taken again under the same name. */
    private List<Mark> deleted(SortedMap<String, KnownMark> readMarks, SortedMap<String, ReadSet> sets) {
        return marks.tombstones(readMarks.values().stream().map(KnownMark::read).toList()).stream()
                .filter(mark -> {
                    ReadSet there = sets.get(mark.set());
                    return there == null
                            || !there.known().facts().manifestSha256().equals(mark.manifestSha256());
                })
                .sorted(Comparator.comparing(Mark::set).thenComparing(Mark::at))
                .toList();
    }
}
