package dev.lifeboat.audit;

import static dev.lifeboat.error.ErrorCode.CHAIN_BROKEN;

import dev.lifeboat.archive.PreviousSet;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Whether the sets of a store are those that were put there: lists in, findings out. Every manifest names the set before it, and
 * heads and the log name sets, too; a set that one of them names is there as it was, or a signed mark says that it was deleted,
 * and the log, too.
 */
final class ChainCheck {
    /** Clocks of workers, of the source and of the engine differ; by more than this somebody set one. */
    private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(15);

    private static final int MOST_NAMED = 5;

    private final SortedMap<String, ChainedSet> sets = new TreeMap<>();
    private final SortedMap<String, SortedMap<String, Worth>> deleted = new TreeMap<>();
    private final SortedSet<String> unlogged = new TreeSet<>();
    private final Set<AuditFinding> findings = new LinkedHashSet<>();
    private final SortedMap<String, String> theirs;
    private final Instant now;

    private ChainCheck(List<ChainedSet> sets, List<DeletedSet> deleted, SortedMap<String, String> theirs, Instant now) {
        this.theirs = theirs;
        sets.forEach(set -> this.sets.put(set.set(), set));
        deleted.forEach(gone -> this.deleted
                .computeIfAbsent(gone.set(), name -> new TreeMap<>())
                .merge(gone.manifestSha256(), gone.worth(), (one, other) -> one.compareTo(other) < 0 ? one : other));
        this.now = now;
    }

    /**
     * What is wrong with a chain.
     *
     * @param sets those that authenticate
     * @param unreadable those that do not, and why
     * @param deleted those that a signed mark calls deleted, with the manifests that they had
     * @param stated what heads and log say
     * @param theirs the manifests of other runbooks' sets, by the sets' names
     */
    static List<AuditFinding> findings(
            List<ChainedSet> sets,
            SortedMap<String, String> unreadable,
            List<DeletedSet> deleted,
            List<StatedSet> stated,
            SortedMap<String, String> theirs,
            Instant now) {
        ChainCheck check = new ChainCheck(sets, deleted, theirs, now);
        Set<String> known = new LinkedHashSet<>(unreadable.keySet());
        sets.forEach(set -> {
            PreviousSet previous = set.previous();
            if (previous != null && !known.contains(previous.set())) {
                check.mustBeThere(previous.set(), previous.manifestSha256(), set.set() + ", which came after it");
            }
            check.dates(set);
            check.again(set);
        });
        deleted.forEach(gone -> {
            PreviousSet previous = gone.previous();
            if (previous != null && !known.contains(previous.set())) {
                check.mustBeThere(previous.set(), previous.manifestSha256(), "what is left of " + gone.set());
            }
        });
        stated.stream()
                .filter(one -> !known.contains(one.set()))
                .forEach(one -> check.mustBeThere(one.set(), one.manifestSha256(), one.by()));
        // Behind what was removed: whoever may write can put any number of sets of his own here.
        unreadable.forEach((set, why) -> check.tampered(set, "does not authenticate: " + why));
        check.forks(stated);
        check.unlogged();
        return new ArrayList<>(check.findings);
    }

    private void mustBeThere(String name, String manifestSha256, String by) {
        ChainedSet set = sets.get(name);
        boolean there = set != null && set.manifestSha256().equals(manifestSha256);
        // Marks and old links may speak of a neighbour's set.
        if (there || manifestSha256.equals(theirs.get(name))) {
            return;
        }
        Worth worth = deleted(name).get(manifestSha256);
        if (worth == Worth.UNLOGGED) {
            unlogged.add(name);
        } else if (worth != Worth.LOGGED && set != null) {
            tampered(name, "was replaced: its manifest is another one than the one named by " + by);
        } else if (worth == Worth.REFUTED) {
            tampered(
                    name,
                    "was removed, and the log does not excuse it: the mark that calls it deleted is of another store, or"
                            + " was taken back; named by " + by);
        } else if (worth == null) {
            tampered(name, "was removed, and no signed mark says that it was deleted; named by " + by);
        }
    }

    private SortedMap<String, Worth> deleted(String name) {
        return deleted.getOrDefault(name, Collections.emptySortedMap());
    }

    /** One finding for all: after a change of stores it is every set that was removed before it. */
    private void unlogged() {
        if (!unlogged.isEmpty()) {
            long more = Math.max(0, unlogged.size() - MOST_NAMED);
            unusual(
                    String.join(", ", unlogged.stream().limit(MOST_NAMED).toList())
                            + (more > 0 ? " and " + more + " more" : ""),
                    "called deleted by signed marks alone, the log does not tell it: it began anew, the store had another"
                            + " name, or somebody removed more than the marks say");
        }
    }

    private void dates(ChainedSet set) {
        if (later(set.takenAt(), set.sealedAt())) {
            tampered(
                    set.set(), "was back-dated: sealed at " + set.sealedAt() + ", before its data of " + set.takenAt());
        }
        if (later(set.sealedAt(), now)) {
            tampered(set.set(), "lies in the future: sealed at " + set.sealedAt());
        }
        PreviousSet named = set.previous();
        ChainedSet previous = named == null ? null : sets.get(named.set());
        if (previous != null && later(previous.sealedAt(), set.sealedAt())) {
            tampered(
                    set.set(),
                    "was back-dated: sealed at " + set.sealedAt() + ", before " + previous.set()
                            + ", which it came after, at " + previous.sealedAt());
        }
    }

    /** Whoever cleans up writes the mark first: between the two a set is both. */
    private void again(ChainedSet set) {
        if (deleted(set.set()).containsKey(set.manifestSha256())) {
            unusual(set.set(), "is called deleted, and is there: put back, or a clean-up did not come to its end");
        }
    }

    private void forks(List<StatedSet> stated) {
        SortedMap<String, List<ChainedSet>> followers = new TreeMap<>();
        for (ChainedSet set : sets.values()) {
            followers.computeIfAbsent(place(set), place -> new ArrayList<>()).add(set);
        }
        followers.forEach((place, those) -> {
            if (those.size() > 1 && !sideBySide(those, stated)) {
                unusual(
                        String.join(", ", those.stream().map(ChainedSet::set).toList()),
                        "all come " + place + ": taken by two that did not know of each other");
            }
        });
    }

    /** As a Sunday's daily and weekly backups are: each was under way when the first of them was sealed, and the log names all. */
    private static boolean sideBySide(List<ChainedSet> those, List<StatedSet> stated) {
        Instant first = those.stream()
                .map(ChainedSet::sealedAt)
                .min(Comparator.naturalOrder())
                .orElseThrow();
        return those.stream()
                .allMatch(set -> !later(set.takenAt(), first)
                        && stated.stream()
                                .anyMatch(one -> one.set().equals(set.set())
                                        && one.manifestSha256().equals(set.manifestSha256())));
    }

    /** Every runbook has a chain of its own. */
    private static String place(ChainedSet set) {
        PreviousSet previous = set.previous();
        return previous == null ? "first in \"" + set.runbook() + "\"" : "after " + previous.set();
    }

    private static boolean later(Instant one, Instant other) {
        return one.isAfter(other.plus(CLOCKS_DIFFER));
    }

    private void tampered(String set, String text) {
        findings.add(new AuditFinding(CHAIN_BROKEN, true, set, text));
    }

    private void unusual(String set, String text) {
        findings.add(new AuditFinding(CHAIN_BROKEN, false, set, text));
    }
}
