package dev.lifeboat.notice;

import dev.lifeboat.error.Failures;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.flow.ActivityPolicies;
import dev.lifeboat.runbook.Contact;
import dev.lifeboat.runbook.Notify;
import dev.lifeboat.runbook.People;
import dev.lifeboat.runbook.Runbook;
import io.temporal.failure.ActivityFailure;
import io.temporal.failure.TimeoutFailure;
import io.temporal.workflow.Async;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Sends notices from a workflow without ever failing it, and without making it wait before its end. A channel that fails falls to
 * the next one; what nobody has got is tried once more. A cancellation does not stop them: they tell of it. Not thread-safe.
 */
public final class Notices {
    /** Hears of a channel that has failed. */
    public interface Watcher {
        void undelivered(Notice notice, String channel, String why);

        /** Whether nothing that follows from it is under way. */
        boolean settled();
    }

    private static final Logger LOG = Workflow.getLogger(Notices.class);
    private static final Duration BEFORE_LAST_TRY = Duration.ofMinutes(1);

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
        Delivery delivery = new Delivery(notice, routing.targets(notice));
        for (String channel : delivery.targets) {
            underWay++;
            delivery.open++;
            Workflow.newDetachedCancellationScope(() -> Async.procedure(() -> {
                        try {
                            send(delivery, channel);
                            delivery.open--;
                            if (delivery.open == 0 && !delivery.told && delivery.mayBeOver) {
                                Workflow.sleep(BEFORE_LAST_TRY);
                                delivery.taken.clear();
                                delivery.taken.addAll(delivery.targets);
                                sendAny(delivery);
                            }
                        } finally {
                            underWay--;
                        }
                    }))
                    .run();
        }
    }

    /** How far a notice has come. */
    private static final class Delivery {
        private final Notice notice;
        private final List<String> targets;
        private final List<String> taken;
        private int open;
        /** Whether anybody has got it, or will. */
        private boolean told;
        /** Whether what was in the way may be over soon. */
        private boolean mayBeOver;

        Delivery(Notice notice, List<String> targets) {
            this.notice = notice;
            this.targets = List.copyOf(targets);
            this.taken = new ArrayList<>(targets);
        }
    }

    /** Nobody has got it: the worker may have been away. Now the first that takes it is enough. */
    private void sendAny(Delivery delivery) {
        for (String channel : delivery.targets) {
            if (!delivery.told) {
                send(delivery, channel);
            }
        }
    }

    /** Over this channel, or else over the first that has not got it and takes it. */
    private void send(Delivery delivery, String first) {
        Notice told = delivery.notice;
        String channel = first;
        while (channel != null) {
            String why = sent(delivery, told, channel);
            boolean read = routing.needsStandIn(delivery.notice, channel);
            if (why == null) {
                delivery.told |= read;
                return;
            }
            failed(delivery.notice, channel, why);
            if (!read) {
                return;
            }
            told = told.adding("(" + channel + " failed: " + why + ")");
            channel = routing.insteadOf(delivery.notice, delivery.taken);
            if (channel != null) {
                delivery.taken.add(channel);
            }
        }
    }

    /** Null: it was; else why not. */
    private @Nullable String sent(Delivery delivery, Notice notice, String channel) {
        try {
            ActivityPolicies.named(
                            NoticeActivities.class,
                            ActivityPolicies.NOTICE,
                            channel + ": " + notice.event().wireName())
                    .send(notice, channel, notifications);
            return null;
        } catch (ActivityFailure e) {
            LifeboatException known = Failures.find(e);
            delivery.mayBeOver |= known == null || known.code().retryable();
            return known == null && e.getCause() instanceof TimeoutFailure
                    ? "no worker sent it in time"
                    : Failures.describe(e, "sending");
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
