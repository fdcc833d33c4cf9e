package dev.lifeboat.readiness;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What readiness is judged by.
 *
 * @param verifiedAt when the newest set was taken that was read again; null: none was
 * @param verifiedSince it should have been taken since then
 * @param provenAt when a drill last proved a set; null: never
 * @param provenSince it should have been since then
 * @param copies null: there is no set that could have any
 * @param recipients how many keys can open a new set
 * @param unusableKeys what is wrong with keys that a backup needs, one a line
 * @param endingKeys keys that will soon end, one a line
 * @param contacts how many people the runbook names
 * @param told whether a notice leaves this machine by any channel
 * @param idleApprovers who has decided in no drill for long, one a line; null: that could not be looked at
 * @param drillsScheduled whether drills run by themselves
 * @param lastDrill null: there was none
 * @param unread stores whose marks and reports cannot be read: what they say is not known
 */
public record ReadinessFacts(
        Instant now,
        RpoNow rpo,
        @Nullable Instant verifiedAt,
        Instant verifiedSince,
        @Nullable Instant provenAt,
        Instant provenSince,
        @Nullable Copies copies,
        int recipients,
        List<String> unusableKeys,
        List<String> endingKeys,
        int contacts,
        boolean told,
        @Nullable List<String> idleApprovers,
        boolean drillsScheduled,
        @Nullable LastDrill lastDrill,
        List<String> unread) {
    public ReadinessFacts {
        unusableKeys = List.copyOf(unusableKeys);
        endingKeys = List.copyOf(endingKeys);
        unread = List.copyOf(unread);
        idleApprovers = idleApprovers == null ? null : List.copyOf(idleApprovers);
    }

    /**
     * Where the newest restorable set is.
     *
     * @param good stores that have it and where it has not failed
     * @param missing stores that should have it, and do not or have it damaged
     * @param silent stores that do not answer
     * @param places in how many places those of {@code good} are: two folders of one machine are in one
     * @param lost the primary store, where it is another place than before, with nothing in it
     */
    public record Copies(
            String set,
            List<String> good,
            int places,
            List<String> missing,
            List<String> silent,
            @Nullable String lost) {
        public Copies {
            good = List.copyOf(good);
            missing = List.copyOf(missing);
            silent = List.copyOf(silent);
        }
    }

    /**
     * The last drill.
     *
     * @param missed budgets and objectives that it did not keep, one a line
     */
    public record LastDrill(String run, boolean proven, List<String> missed) {
        public LastDrill {
            missed = List.copyOf(missed);
        }
    }
}
