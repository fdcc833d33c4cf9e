package dev.lifeboat.notice;

import dev.lifeboat.error.Failures;
import dev.lifeboat.flow.ActivityPolicies;
import dev.lifeboat.flow.SearchKeys;
import dev.lifeboat.runbook.Notify;
import dev.lifeboat.runbook.QuietHours;
import io.temporal.failure.ActivityFailure;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInit;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/** Counts, keeps, and sends in one message what was kept. Ends when it has nothing to remember. */
public final class NoticeDeskWorkflowImpl implements NoticeDeskWorkflow {
    private static final Logger LOG = Workflow.getLogger(NoticeDeskWorkflowImpl.class);

    /** Beyond these only the number is kept: the runs themselves tell the rest. */
    private static final int MOST_LINES = 200;

    private static final int MOST_SHOWN = 20;
    private static final Duration FIRST_QUESTION = Duration.ofMinutes(1);
    private static final Duration BEFORE_NEXT_TRY = Duration.ofMinutes(15);
    /** Two days without any channel: each run has logged its own notices, and nobody waits for them any more. */
    private static final int MOST_TRIES = 192;
    /** What a person should read first stands first. */
    private static final Comparator<DeskState.Line> LOUDEST_FIRST =
            Comparator.comparing(DeskState.Line::severity).reversed();

    private final String runbook;
    private final String channel;
    private final List<DeskState.Passed> sent;
    private final List<DeskState.Line> held;
    private Notify notifications;
    private int more;
    private int tries;
    private int asked;
    private @Nullable Instant notBefore;

    /** Before the first question is handled: it may arrive together with the start. */
    @WorkflowInit
    public NoticeDeskWorkflowImpl(DeskState state) {
        this.runbook = state.runbook();
        this.channel = state.channel();
        this.notifications = state.notifications();
        this.sent = new ArrayList<>(state.sent());
        this.held = new ArrayList<>(state.held());
        this.more = state.more();
        this.tries = state.tries();
    }

    @Override
    public void keep(DeskState ignored) {
        Workflow.upsertTypedSearchAttributes(SearchKeys.KIND.valueSet("notices"), SearchKeys.RUNBOOK.valueSet(runbook));
        // The question that it was started with may come a moment later.
        Workflow.await(FIRST_QUESTION, () -> asked > 0 || !held.isEmpty() || !sent.isEmpty());
        while (!held.isEmpty() || !sent.isEmpty()) {
            say();
            int seen = asked;
            // What was asked meanwhile may have changed what is due.
            Workflow.await(untilNext(), () -> asked != seen);
            forget();
            if (!held.isEmpty() && !due().isAfter(now())) {
                tellHeld();
            }
            if (Workflow.getInfo().isContinueAsNewSuggested()) {
                Workflow.await(Workflow::isEveryHandlerFinished);
                Workflow.continueAsNew(new DeskState(runbook, channel, notifications, sent, held, more, tries));
            }
        }
        Workflow.await(Workflow::isEveryHandlerFinished);
    }

    @Override
    public boolean holds(DeskQuestion question) {
        Notice notice = question.notice();
        asked++;
        notifications = question.notifications();
        forget();
        if (sent.stream().anyMatch(passed -> passed.id().equals(notice.id()))) {
            return false;
        }
        if (held.stream().anyMatch(line -> line.id().equals(notice.id()))) {
            return true;
        }
        boolean quiet = !notice.urgent() && quietEnd() != null;
        if (quiet || sent.size() >= room(notice.urgent())) {
            hold(DeskState.Line.of(notice, now()));
            return true;
        }
        sent.add(new DeskState.Passed(notice.id(), now()));
        return false;
    }

    /** Of too many lines the last of the quietest gives way: what is critical is always named. */
    private void hold(DeskState.Line line) {
        held.add(line);
        if (held.size() > MOST_LINES) {
            Severity quietest = held.stream()
                    .map(DeskState.Line::severity)
                    .min(Comparator.naturalOrder())
                    .orElseThrow();
            for (int index = held.size() - 1; index >= 0; index--) {
                if (held.get(index).severity() == quietest) {
                    held.remove(index);
                    more++;
                    return;
                }
            }
        }
    }

    private int room(boolean urgent) {
        return notifications.limit().notices() * (urgent ? 2 : 1);
    }

    private void forget() {
        Instant since = now().minus(notifications.limit().per());
        sent.removeIf(passed -> !passed.at().isAfter(since));
    }

    private Duration untilNext() {
        Instant next =
                held.isEmpty() ? sent.get(0).at().plus(notifications.limit().per()) : due();
        Duration wait = Duration.between(now(), next);
        return wait.compareTo(Duration.ofSeconds(1)) < 0 ? Duration.ofSeconds(1) : wait;
    }

    /**
     * When the quiet is over and there is room, or the limit's time has passed: while others use up what room there is, those
     * that wait would wait for ever. Urgent ones are waited for by nobody's sleep.
     */
    private Instant due() {
        Instant due = now();
        boolean urgent = held.stream().anyMatch(NoticeDeskWorkflowImpl::isUrgent);
        Instant quiet = urgent ? null : quietEnd();
        if (quiet != null) {
            due = quiet;
        }
        if (sent.size() >= room(false)) {
            Instant room = sent.get(sent.size() - room(false))
                    .at()
                    .plus(notifications.limit().per());
            Instant latest = held.get(0).at().plus(notifications.limit().per());
            Instant free = room.isBefore(latest) ? room : latest;
            due = free.isAfter(due) ? free : due;
        }
        return notBefore != null && notBefore.isAfter(due) ? notBefore : due;
    }

    private static boolean isUrgent(DeskState.Line line) {
        return line.severity() == Severity.CRITICAL || line.event().urgent();
    }

    /** Null: it is not quiet now, or not on this channel. */
    private @Nullable Instant quietEnd() {
        QuietHours quiet = notifications.quiet();
        Notify.Named named = notifications.channel(channel);
        return quiet == null || named == null || !quiet.cover(channel, named.kind()) ? null : quiet.endsAfter(now());
    }

    private void tellHeld() {
        List<DeskState.Line> lines = List.copyOf(held);
        int further = more;
        Notice notice = summary(lines, further);
        List<String> tried = new ArrayList<>(List.of(channel));
        String name = channel;
        while (name != null) {
            try {
                ActivityPolicies.named(NoticeActivities.class, ActivityPolicies.NOTICE, name)
                        .send(notice, name, notifications);
                held.removeAll(lines);
                more -= further;
                tries = 0;
                notBefore = null;
                sent.add(new DeskState.Passed(notice.id(), now()));
                return;
            } catch (ActivityFailure e) {
                LOG.warn(
                        "event=notice-not-delivered channel={} subject=\"{}\" reason=\"{}\"",
                        name,
                        notice.subject(),
                        Failures.describe(e, "sending"));
                name = new Routing(notifications).insteadOf(notice, tried);
                if (name != null) {
                    tried.add(name);
                }
            }
        }
        tries++;
        if (tries < MOST_TRIES) {
            notBefore = now().plus(BEFORE_NEXT_TRY);
            return;
        }
        LOG.error("event=notices-given-up channel={} count={}", channel, held.size() + more);
        held.clear();
        more = 0;
        tries = 0;
    }

    private Notice summary(List<DeskState.Line> lines, int further) {
        int all = lines.size() + further;
        Severity loudest = lines.stream()
                .map(DeskState.Line::severity)
                .max(Comparator.naturalOrder())
                .orElse(Severity.INFO);
        String text = lines.stream()
                .sorted(LOUDEST_FIRST)
                .limit(MOST_SHOWN)
                .map(line -> Spoken.moment(line.at()) + "  " + line.subject())
                .collect(Collectors.joining("\n"));
        int hidden = all - Math.min(MOST_SHOWN, lines.size());
        String run = Workflow.getInfo().getWorkflowId();
        return new Notice(
                Workflow.randomUUID().toString(),
                now(),
                runbook,
                run,
                NoticeEvent.NOTICES_HELD,
                loudest,
                run,
                runbook + ": " + all + (all == 1 ? " notice was" : " notices were") + " held back since "
                        + Spoken.moment(lines.get(0).at()),
                hidden == 0 ? text : text + "\nand " + hidden + " more: `lifeboat status --all`",
                Fact.list("held", all),
                null);
    }

    private void say() {
        Workflow.setCurrentDetails("- **channel**: " + channel + "\n- **sent lately**: " + sent.size()
                + "\n- **held back**: " + (held.size() + more));
    }

    private static Instant now() {
        return Instant.ofEpochMilli(Workflow.currentTimeMillis());
    }
}
