package dev.lifeboat.notice;

import dev.lifeboat.error.Failures;
import dev.lifeboat.flow.ActivityPolicies;
import dev.lifeboat.runbook.Contact;
import dev.lifeboat.runbook.Notify;
import dev.lifeboat.runbook.People;
import dev.lifeboat.runbook.Runbook;
import io.temporal.failure.ActivityFailure;
import io.temporal.workflow.Async;
import io.temporal.workflow.Workflow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Sends notices from a workflow without ever failing it, and without making it wait before its end. A channel that fails falls to
 * the next one. A cancellation does not stop them: they tell of it. Not thread-safe.
 */
public final class Notices {
    /** Hears of a channel that has failed. */
    public interface Watcher {
        void undelivered(Notice notice, String channel, String why);

        /** Whether nothing that follows from it is under way. */
        boolean settled();
    }

    private static final Logger LOG = Workflow.getLogger(Notices.class);

    private final String runbook;
    private final String run;
    private final Notify notifications;
    private final Routing routing;
    private final People people;
    private final List<String> failing = new ArrayList<>();
    private @Nullable Watcher watcher;
    private int escalated;
    private int underWay;

    /** @param run the workflow id that the notices are about */
    public Notices(String runbook, String run, Notify notifications, People people) {
        this.runbook = runbook;
        this.run = run;
        this.notifications = notifications;
        this.routing = new Routing(notifications);
        this.people = people;
    }

    /** The notices of a runbook's run, of this workflow id. */
    public static Notices of(Runbook runbook, String run) {
        return new Notices(runbook.name(), run, runbook.notifications(), runbook.people());
    }

    /** The first failure of each channel is told to this one. */
    public void watchedBy(Watcher first) {
        this.watcher = first;
    }

    /** Tells everybody whom the event concerns. The matter is the run. */
    public void tell(NoticeEvent event, Severity severity, String subject, String text, List<Fact> facts) {
        tell(event, severity, run, subject, text, facts);
    }

    /** Tells everybody whom the event concerns. */
    public void tell(NoticeEvent event, Severity severity, String key, String subject, String text, List<Fact> facts) {
        deliver(notice(event, severity, key, subject, text, facts, null));
    }

    /** Something is not as it should be. What is told by one key is one matter, until it is resolved. */
    public void problem(String key, Severity severity, String subject, String text, List<Fact> facts) {
        tell(NoticeEvent.HEALTH_PROBLEM, severity, key, subject, text, facts);
    }

    /** It is as it should be again. */
    public void resolved(String key, String subject, String text, List<Fact> facts) {
        tell(NoticeEvent.HEALTH_RESOLVED, Severity.INFO, key, subject, text, facts);
    }

    /** Tells the next contact in the escalation order; the last one again when all have been told. */
    public void escalate(NoticeEvent event, String subject, String text, List<Fact> facts) {
        Contact contact = null;
        if (!people.escalation().isEmpty()) {
            String name = people.escalation()
                    .get(Math.min(escalated, people.escalation().size() - 1));
            escalated++;
            contact = people.contacts().stream()
                    .filter(candidate -> candidate.name().equals(name))
                    .findFirst()
                    .orElse(null);
        }
        deliver(notice(event, Severity.CRITICAL, run, subject, text, facts, contact));
    }

    /** To be called before a run ends: what is still under way then is never delivered. Waits minutes at most. */
    public void awaitDelivery() {
        Workflow.newDetachedCancellationScope(
                        () -> Workflow.await(() -> underWay == 0 && (watcher == null || watcher.settled())))
                .run();
    }

    private Notice notice(
            NoticeEvent event,
            Severity severity,
            String key,
            String subject,
            String text,
            List<Fact> facts,
            @Nullable Contact to) {
        return new Notice(
                Workflow.randomUUID().toString(),
                Instant.ofEpochMilli(Workflow.currentTimeMillis()),
                runbook,
                run,
                event,
                severity,
                key,
                subject,
                text,
                facts,
                to);
    }

    private void deliver(Notice notice) {
        log(notice);
        List<String> taken = new ArrayList<>(routing.targets(notice));
        for (String channel : List.copyOf(taken)) {
            underWay++;
            Workflow.newDetachedCancellationScope(() -> Async.procedure(() -> {
                        try {
                            send(notice, channel, taken);
                        } finally {
                            underWay--;
                        }
                    }))
                    .run();
        }
    }

    /** Over this channel, or else over the first that has not got it and takes it. */
    private void send(Notice notice, String first, List<String> taken) {
        Notice told = notice;
        String channel = first;
        while (channel != null) {
            String why = sent(told, channel);
            if (why == null) {
                return;
            }
            failed(notice, channel, why);
            told = told.adding("(" + channel + " failed: " + why + ")");
            channel = routing.insteadOf(notice, taken);
            if (channel != null) {
                taken.add(channel);
            }
        }
    }

    /** Null: it was; else why not. */
    private @Nullable String sent(Notice notice, String channel) {
        try {
            ActivityPolicies.named(
                            NoticeActivities.class,
                            ActivityPolicies.NOTICE,
                            channel + ": " + notice.event().wireName())
                    .send(notice, channel, notifications);
            return null;
        } catch (ActivityFailure e) {
            return Failures.describe(e, "sending");
        }
    }

    private void failed(Notice notice, String channel, String why) {
        LOG.warn("event=notice-not-delivered channel={} subject=\"{}\" reason=\"{}\"", channel, notice.subject(), why);
        if (!failing.contains(channel)) {
            failing.add(channel);
            if (watcher != null) {
                watcher.undelivered(notice, channel, why);
            }
        }
    }

    private static void log(Notice notice) {
        String line = "event=notice name={} severity={} run={} subject=\"{}\" text=\"{}\" to={}";
        Object[] words = {
            notice.event().wireName(),
            notice.severity(),
            notice.run(),
            notice.subject(),
            notice.text(),
            notice.to() == null ? "everybody" : notice.to().name()
        };
        if (notice.severity() == Severity.INFO) {
            LOG.info(line, words);
        } else {
            LOG.warn(line, words);
        }
    }
}
