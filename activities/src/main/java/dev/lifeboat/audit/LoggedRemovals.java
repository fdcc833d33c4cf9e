package dev.lifeboat.audit;

import dev.lifeboat.archive.Mark;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the log says of removals, by which tombstones in a store are weighed. */
final class LoggedRemovals {
    private final List<LoggedRemoval> removals;
    private final String store;
    private final Set<String> stores;

    /**
     * Those of one log.
     *
     * @param store in which the tombstones lie
     * @param stores the names of all that the runbook has: another name is one that a store had once
     */
    LoggedRemovals(List<LoggedRemoval> removals, String store, Set<String> stores) {
        this.removals = removals.stream()
                .sorted(Comparator.comparingLong(LoggedRemoval::number))
                .toList();
        this.store = store;
        this.stores = stores;
    }

    /** @param named the store that the tombstone itself names; null: none */
    Worth of(Mark tombstone, @Nullable String named) {
        List<LoggedRemoval> those = removals.stream()
                .filter(one -> one.set().equals(tombstone.set())
                        && one.manifestSha256().equals(tombstone.manifestSha256())
                        && (one.removal() == null || one.removal().equals(tombstone.runId()))
                        && (named == null || named.equals(one.store())))
                .toList();
        List<LoggedRemoval> here =
                those.stream().filter(one -> one.store().equals(store)).toList();
        if (here.isEmpty()) {
            return those.stream().anyMatch(one -> stores.contains(one.store())) ? Worth.REFUTED : Worth.UNLOGGED;
        }
        if (here.get(here.size() - 1).kept()) {
            return Worth.REFUTED;
        }
        // Called off, and then not: a worker that died in between does so, and anybody who can write an entry.
        return here.stream().anyMatch(one -> one.kept() && one.removal() != null) ? Worth.UNLOGGED : Worth.LOGGED;
    }
}
