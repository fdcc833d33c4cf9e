package dev.lifeboat.audit;

import dev.lifeboat.decision.RecordedDecision;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.Failures;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.flow.ActivityPolicies;
import dev.lifeboat.notice.Fact;
import dev.lifeboat.notice.Notice;
import dev.lifeboat.notice.NoticeEvent;
import dev.lifeboat.notice.Notices;
import dev.lifeboat.notice.Severity;
import dev.lifeboat.runbook.Audit;
import dev.lifeboat.runbook.Runbook;
import dev.lifeboat.set.Vault;
import io.temporal.failure.ActivityFailure;
import io.temporal.workflow.Async;
import io.temporal.workflow.Workflow;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Writes events of a run down, one behind the other, without ever failing the run or making it wait before its end: a recovery
 * does not stand still for its log. An event that cannot be written is told of. Not thread-safe.
 */
public final class Auditing {
    /** Under which a run's memo says who started it. */
    public static final String STARTED_BY = "started-by";

    private static final Logger LOG = Workflow.getLogger(Auditing.class);

    private static final int NONE = -1;

    private static final List<ErrorCode> KEYLESS = List.of(ErrorCode.KEY_UNUSABLE, ErrorCode.SECRET_MISSING);

    private final AuditActivities activities = Workflow.newActivityStub(AuditActivities.class, ActivityPolicies.NOTICE);
    private final Vault vault;
    private final Audit settings;
    private final Notices notices;
    private final SortedMap<String, Integer> decided = new TreeMap<>();
    private int asked;
    private int written;
    private int signed;

    private Auditing(Vault vault, Audit settings, Notices notices) {
        this.vault = vault;
        this.settings = settings;
        this.notices = notices;
        notices.watchedBy(new Notices.Watcher() {
            @Override
            public void undelivered(Notice notice, String channel, String why) {
                record(AuditEvents.noticeFailed(notice, channel, why));
            }

            @Override
            public boolean settled() {
                return written == asked;
            }
        });
    }

    /** What a runbook's run does is written down where the runbook says. */
    public static Auditing of(Runbook runbook, Notices notices) {
        return new Auditing(Vault.of(runbook), runbook.audit(), notices);
    }

    /** Who started this run, as its memo says; a child's run is its parent's doing. */
    public static String startedBy(String otherwise) {
        return Workflow.getMemo(STARTED_BY, String.class) instanceof String person
                ? person
                : Workflow.getInfo()
                        .getParentWorkflowId()
                        .map(parent -> "run " + parent)
                        .orElse(otherwise);
    }

    /** Writes an event of this moment down, also while the run is being cancelled. */
    public void record(AuditEvent event) {
        record(event, Instant.ofEpochMilli(Workflow.currentTimeMillis()));
    }

    /**
     * Writes down those decisions that are new.
     *
     * @param where the phase, or whatever else decisions are counted by
     * @param all that were made there so far, in order
     */
    public void decisions(String where, String run, String target, List<RecordedDecision> all) {
        int known = decided.getOrDefault(where, 0);
        for (RecordedDecision decision : all.subList(Math.min(known, all.size()), all.size())) {
            record(AuditEvents.decided(decision, run, target), decision.at());
        }
        decided.put(where, Math.max(known, all.size()));
    }

    /**
     * Signs how far log and sets reach, behind everything that was to be written so far.
     *
     * @param set the one that was sealed last, with its manifest; null: none was
     */
    public void signHeads(String runId, @Nullable String set, @Nullable String manifestSha256) {
        sign(runId, set, manifestSha256, e -> tellUnsigned("no store took it"));
    }

    /** Others write down what belongs to this run, too: activities of its own, or runs within it. */
    public void othersWrite() {
        signed = NONE;
    }

    /**
     * Signs how far the log reaches with what was written down since heads were signed last: until then whoever may delete can
     * rewrite it. A run within another one leaves that to it, and a machine that only restores needs no signing key.
     */
    public void signEntries(String runId) {
        boolean within = Workflow.getInfo().getParentWorkflowId().isPresent();
        if (asked == signed || within || vault.keys().signing() == null) {
            return;
        }
        sign(runId, null, null, e -> {
            LifeboatException known = Failures.find(e);
            if (known == null || !KEYLESS.contains(known.code())) {
                tellUnsigned("no store took it");
            }
        });
    }

    private void sign(
            String runId, @Nullable String set, @Nullable String manifestSha256, Consumer<ActivityFailure> unsigned) {
        Instant at = Instant.ofEpochMilli(Workflow.currentTimeMillis());
        inTurn(
                () -> {
                    List<String> unwritten = activities.signHeads(vault, runId, set, manifestSha256, at);
                    if (!unwritten.isEmpty()) {
                        tellUnsigned(String.join("; ", unwritten));
                    }
                },
                e -> {
                    LifeboatException known = Failures.find(e);
                    if (known != null && AuditFinding.CODES.contains(known.code())) {
                        notices.tell(
                                NoticeEvent.AUDIT_TAMPERED,
                                Severity.CRITICAL,
                                key(),
                                "[AUDIT] " + vault.runbook() + ": TAMPERED WITH",
                                known.getMessage(),
                                Fact.list("action", known.code().hint()));
                    } else {
                        unsigned.accept(e);
                    }
                });
        signed = asked;
    }

    private void tellUnsigned(String why) {
        notices.tell(
                NoticeEvent.AUDIT_WARNING,
                Severity.WARNING,
                key(),
                "[AUDIT] " + vault.runbook() + ": the signed head is not in every store",
                why,
                Fact.list("action", "lifeboat doctor"));
    }

    private String key() {
        return "audit/" + vault.runbook();
    }

    /** To be called before a run ends, and before its notices are waited for. */
    public void awaitWritten() {
        Workflow.newDetachedCancellationScope(() -> Workflow.await(() -> written == asked))
                .run();
    }

    private void record(AuditEvent event, Instant at) {
        inTurn(() -> activities.record(vault, settings, event, at), e -> {
            LOG.error("event=audit-entry-lost type={} user=\"{}\"", event.type(), event.user());
            if (event.type().equals(AuditType.NOTICE_FAILED.wireName())) {
                // Neither a channel nor the log can be reached: each would tell of the other for ever.
                return;
            }
            notices.tell(
                    NoticeEvent.AUDIT_WARNING,
                    Severity.CRITICAL,
                    key(),
                    "[AUDIT] " + vault.runbook() + ": an entry could not be written",
                    event.type() + " by " + event.user() + " at " + at + " " + event.data(),
                    Fact.list("action", "lifeboat doctor"));
        });
    }

    private void inTurn(Runnable work, Consumer<ActivityFailure> failed) {
        int turn = asked++;
        Workflow.newDetachedCancellationScope(() -> Async.procedure(() -> {
                    Workflow.await(() -> written == turn);
                    try {
                        work.run();
                    } catch (ActivityFailure e) {
                        LOG.warn("event=audit-failed reason={}", e.getMessage());
                        failed.accept(e);
                    } finally {
                        written++;
                    }
                }))
                .run();
    }
}
