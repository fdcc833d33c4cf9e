package dev.lifeboat.catalogue;

import dev.lifeboat.archive.Mark;
import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.archive.SetState;
import dev.lifeboat.archive.Standing;
import dev.lifeboat.catalogue.StoreCatalogue.Contents;
import dev.lifeboat.error.ErrorCategory;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.runbook.Prices;
import dev.lifeboat.runbook.StoreLocation;
import dev.lifeboat.set.BackupMode;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The sets of a runbook in all its stores. Copies are one set where name and manifest are the same; the same name with
 * another manifest is another set, and said to be a conflict. A store that does not answer is named: nobody may take it
 * for one without sets. Not thread-safe.
 */
public final class Catalogue {
    private final OpenVault vault;
    private final SetIndex index;
    private final KeepUntil keepUntil;

    /** One that authenticates everything itself: for what is restored, verified or compared. */
    public Catalogue(OpenVault vault) {
        this(vault, SetIndex.none(), (store, mode, takenAt) -> null);
    }

    /** One for people, who look often. */
    public Catalogue(OpenVault vault, SetIndex index, KeepUntil keepUntil) {
        this.vault = vault;
        this.index = index;
        this.keepUntil = keepUntil;
    }

    /** Throws what the first store throws when none answers: STORE_UNAVAILABLE, STORE_REFUSED, SECRET_MISSING. */
    public ListedSets list() {
        Map<StoreLocation, Contents> found = new LinkedHashMap<>();
        SortedMap<String, String> silent = new TreeMap<>();
        LifeboatException first = null;
        for (StoreLocation store : vault.vault().store().all()) {
            try {
                found.put(store, new StoreCatalogue(vault.only(nameOf(store)), index).contents());
            } catch (LifeboatException e) {
                // A key that cannot be used is no matter of the store.
                if (e.code().category() == ErrorCategory.INTEGRITY) {
                    throw e;
                }
                first = first == null ? e : first;
                silent.put(nameOf(store), String.valueOf(e.getMessage()));
            }
        }
        if (found.isEmpty() && first != null) {
            throw first;
        }
        SortedMap<String, List<Mark>> deleted = new TreeMap<>();
        found.forEach((store, contents) -> deleted.put(nameOf(store), contents.deleted()));
        List<String> unheeded = found.values().stream()
                .flatMap(contents -> contents.unheeded().stream())
                .distinct()
                .toList();
        SortedMap<String, String> foreign = new TreeMap<>();
        found.values().forEach(contents -> foreign.putAll(contents.foreign()));
        return new ListedSets(merged(found, silent), foreign, silent, deleted, unheeded);
    }

    static String nameOf(StoreLocation store) {
        return String.valueOf(store.name());
    }

    private List<CataloguedSet> merged(Map<StoreLocation, Contents> found, SortedMap<String, String> silent) {
        SortedMap<String, Map<String, Map<String, SetSummary>>> byName = new TreeMap<>();
        found.forEach((store, contents) -> contents.sets()
                .forEach(set -> byName.computeIfAbsent(set.set(), name -> new LinkedHashMap<>())
                        .computeIfAbsent(set.manifestSha256(), sha256 -> new LinkedHashMap<>())
                        .put(nameOf(store), set)));
        List<CataloguedSet> sets = new ArrayList<>();
        byName.values().forEach(manifests -> {
            // A copy that does not authenticate says itself only which set it should be.
            Map<String, SetSummary> unread = manifests.remove("");
            if (manifests.isEmpty() && unread != null) {
                sets.add(merged(unread, unread, false, silent));
                return;
            }
            boolean conflict = manifests.size() > 1;
            Map<String, SetSummary> lost = unread == null ? Map.of() : unread;
            manifests.values().forEach(copies -> {
                Map<String, SetSummary> all = new LinkedHashMap<>(copies);
                all.putAll(lost);
                sets.add(merged(copies, all, conflict, silent));
            });
        });
        sets.sort(Comparator.comparing((CataloguedSet set) -> set.facts().takenAt())
                .thenComparing(set -> set.facts().set())
                .thenComparing(set -> set.facts().manifestSha256())
                .reversed());
        return sets;
    }

    private CataloguedSet merged(
            Map<String, SetSummary> read,
            Map<String, SetSummary> there,
            boolean conflict,
            SortedMap<String, String> silent) {
        SetFacts facts = read.values().iterator().next().facts();
        BackupMode mode = facts.knownMode();
        List<Copy> copies = new ArrayList<>();
        List<Money> monthly = new ArrayList<>();
        List<Instant> ends = new ArrayList<>();
        boolean ended = true;
        for (StoreLocation store : vault.vault().store().all()) {
            SetSummary set = there.get(nameOf(store));
            if (set != null) {
                copies.add(new Copy(nameOf(store), true, set.state(), set.problem(), set.marks()));
                Prices prices = Objects.requireNonNullElse(store.prices(), Prices.DEFAULT);
                monthly.add(Money.ofBytes(
                        BigDecimal.valueOf(facts.storedBytes()),
                        Objects.requireNonNull(prices.storage()),
                        Objects.requireNonNull(prices.currency())));
                Instant end = mode == null ? null : keepUntil.of(store, mode, facts.takenAt());
                ended &= end != null;
                if (end != null) {
                    ends.add(end);
                }
            } else if (mode == null ? store.modes().isEmpty() : store.takes(mode)) {
                String reason = silent.get(nameOf(store));
                copies.add(new Copy(nameOf(store), reason == null ? false : null, null, reason, List.of()));
            }
        }
        SortedSet<String> neededBy = new TreeSet<>();
        read.values().forEach(set -> neededBy.addAll(set.neededBy()));
        List<Mark> marks = read.values().stream()
                .flatMap(set -> set.marks().stream())
                .distinct()
                .sorted(Comparator.comparing(Mark::at).thenComparing(Mark::kind).thenComparing(Mark::runId))
                .toList();
        Standing standing = Standing.of(marks);
        return new CataloguedSet(
                facts,
                best(copies),
                copies,
                conflict,
                List.copyOf(neededBy),
                standing.pins(),
                standing.alarms(),
                marks,
                Money.sums(monthly),
                ended ? ends.stream().max(Instant::compareTo).orElse(null) : null);
    }

    private static SetState best(List<Copy> copies) {
        List<SetState> states =
                copies.stream().map(Copy::state).filter(Objects::nonNull).toList();
        for (SetState state : List.of(SetState.PROVEN, SetState.VERIFIED, SetState.TAKEN)) {
            if (states.contains(state)) {
                return state;
            }
        }
        return SetState.FAILED;
    }
}
