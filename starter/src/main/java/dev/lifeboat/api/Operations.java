package dev.lifeboat.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lifeboat.decision.DecisionReceipt;
import dev.lifeboat.decision.Verb;
import dev.lifeboat.set.BackupMode;
import dev.lifeboat.set.SetContent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the API can do, in the words of its routes. Every method throws {@link dev.lifeboat.error.LifeboatException}; results
 * that only pass through are JSON trees.
 */
public interface Operations {
    /** A run that was started, or that an earlier request with the same key started. */
    record Started(String run) {}

    /**
     * The body of {@code POST /backups}.
     *
     * @param content what the set is to hold; null: everything
     * @param full whether every chunk is stored, also where the runbook reuses earlier ones
     */
    record BackupOrder(
            @Nullable BackupMode mode,
            @Nullable String label,
            @Nullable String reason,
            boolean verify,
            @Nullable SetContent content,
            boolean full) {}

    /**
     * The body of {@code POST /restores}.
     *
     * @param target {@code env:NAME} or {@code file:PATH} as the worker resolves it; never a URL
     */
    record RestoreOrder(
            @Nullable String set,
            String target,
            boolean autoApprove,
            boolean resume,
            @Nullable String despiteAlarm) {}

    /** The body of {@code POST /drills}. */
    record DrillOrder(@Nullable String set, @Nullable String despiteAlarm) {}

    /** The body of a decision: evidence and nonce as the progress showed them. */
    record DecisionOrder(
            Verb verb,
            String evidence,
            String nonce,
            @Nullable String reason,
            @Nullable String target) {}

    Started startBackup(BackupOrder order, Principal by, @Nullable String key);

    Started startRestore(RestoreOrder order, Principal by, @Nullable String key);

    Started startDrill(DrillOrder order, Principal by, @Nullable String key);

    /** Runs of a kind ({@code backup}, {@code restore}, {@code drill}), newest first. */
    List<JsonNode> runs(String kind);

    /** A run's progress; throws NO_SUCH_RUN. */
    JsonNode progress(String run);

    /** Decides as the signed-in person; throws DECISION_REJECTED, NO_SUCH_RUN. */
    DecisionReceipt decide(String run, String phase, DecisionOrder order, Principal by);

    /** The sets of all stores, newest first, and which stores do not answer; the look is written down. */
    JsonNode sets(Principal by);

    /** One set's manifest without its parts; the look is written down. Throws NO_SUCH_SET. */
    JsonNode set(String id, Principal by);

    /** The runbook's schedules as the engine has them; throws NOT_ON_THIS_ENGINE. */
    List<JsonNode> schedules();

    /** How ready the system is to be restored, with the reasons; at most a minute old. */
    JsonNode readiness();

    /** The same, and the figures of backups, drills, sizes, costs and recovery times; at most a minute old. */
    JsonNode dashboard();

    /** Whether the engine answers. The protected database has no part in it: we are needed when it is down. */
    boolean ready();

    /** Prometheus text. */
    String metrics();
}
