package dev.lifeboat.audit;

import static dev.lifeboat.error.ErrorCode.AUDIT_BROKEN;
import static dev.lifeboat.error.ErrorCode.CHAIN_BROKEN;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Whether anything vouches for both ends of log and chain. Where nothing does, they may have been cut off without a trace: that
 * proves nothing, and is not whole either.
 */
final class Ends {
    private static final int MOST_NAMED = 5;

    private Ends() {}

    /**
     * What nothing vouches for.
     *
     * @param logged which sets the log names
     * @param sets those that authenticate
     * @param before sets that were sealed after it may still wait for entry and head
     */
    static List<AuditFinding> findings(
            List<LoggedEntry> entries,
            List<StatedSet> logged,
            AuditHeads.Found heads,
            List<ChainedSet> sets,
            Instant before) {
        if (entries.isEmpty() && heads.links().isEmpty()) {
            return List.of(
                    sets.isEmpty()
                            ? log("the store", "has no set, no log and no signed head: it is new, or all were removed")
                            : log(
                                    "the log",
                                    "is not there, nor a signed head, though there are sets (" + sets.size()
                                            + "): both were removed, newer sets perhaps with them, or this is a copy that"
                                            + " never had a log"));
        }
        List<AuditFinding> findings = new ArrayList<>();
        if (heads.links().isEmpty()) {
            findings.add(log("the log", "has no signed head: whether its end is missing cannot be told"));
        }
        List<String> unlogged = sets.stream()
                .filter(set -> set.sealedAt().isBefore(before) && !names(logged, set))
                .map(ChainedSet::set)
                .toList();
        if (!unlogged.isEmpty()) {
            int more = Math.max(0, unlogged.size() - MOST_NAMED);
            findings.add(log(
                    "the log",
                    "does not tell who took " + String.join(", ", unlogged.subList(0, unlogged.size() - more))
                            + (more > 0 ? " and " + more + " more" : "")
                            + ": entries were removed or lost, or the sets were put here without a backup"));
        }
        sets.stream()
                .max(Comparator.comparing(ChainedSet::sealedAt))
                .filter(newest -> newest.sealedAt().isBefore(before))
                .filter(newest -> !heads.links().isEmpty() && !names(heads.sets(), newest))
                .ifPresent(
                        newest -> findings.add(
                                new AuditFinding(
                                        CHAIN_BROKEN,
                                        false,
                                        newest.set(),
                                        "is the newest set, and no signed head names it: heads were removed, or could not be written")));
        return findings;
    }

    private static boolean names(List<StatedSet> stated, ChainedSet set) {
        return stated.stream()
                .anyMatch(one ->
                        one.set().equals(set.set()) && one.manifestSha256().equals(set.manifestSha256()));
    }

    private static AuditFinding log(String subject, String text) {
        return new AuditFinding(AUDIT_BROKEN, false, subject, text);
    }
}
