package dev.lifeboat.notice;

import dev.lifeboat.flow.ActivityPolicies;
import dev.lifeboat.runbook.Contact;
import dev.lifeboat.runbook.Notify;
import dev.lifeboat.runbook.People;
import dev.lifeboat.runbook.Runbook;
import io.temporal.failure.ActivityFailure;
import io.temporal.workflow.Async;
import io.temporal.workflow.Workflow;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Sends notices from a workflow without ever failing it, and without making it wait before its end. A cancellation does not
 * stop them: they tell of it. Not thread-safe.
 */
public final class Notices {
    private static final Logger LOG = Workflow.getLogger(Notices.class);

    private final NoticeActivities activities =
            Workflow.newActivityStub(NoticeActivities.class, ActivityPolicies.NOTICE);
    private final String runbook;
    private final String run;
    private final Notify notifications;
    private final People people;
    private int escalated;
    private int underWay;

    /** @param run the workflow id that the notices are about */
    public Notices(String runbook, String run, Notify notifications, People people) {
        this.runbook = runbook;
        this.run = run;
        this.notifications = notifications;
        this.people = people;
    }

    /** The notices of a runbook's run, of this workflow id. */
    public static Notices of(Runbook runbook, String run) {
        return new Notices(runbook.name(), run, runbook.notifications(), runbook.people());
    }

    /** Tells everybody. */
    public void tell(Severity severity, String subject, String text) {
        send(severity, subject, text, null);
    }

    /** Tells the next contact in the escalation order; the last one again when all have been told. */
    public void escalate(String subject, String text) {
        if (people.escalation().isEmpty()) {
            send(Severity.CRITICAL, subject, text, null);
            return;
        }
        String name =
                people.escalation().get(Math.min(escalated, people.escalation().size() - 1));
        escalated++;
        Contact contact = people.contacts().stream()
                .filter(candidate -> candidate.name().equals(name))
                .findFirst()
                .orElse(null);
        send(Severity.CRITICAL, subject, text, contact);
    }

    /** To be called before a run ends: what is still under way then is never delivered. Waits minutes at most. */
    public void awaitDelivery() {
        Workflow.newDetachedCancellationScope(() -> Workflow.await(() -> underWay == 0))
                .run();
    }

    private void send(Severity severity, String subject, String text, @Nullable Contact to) {
        Notice notice = new Notice(runbook, run, severity, subject, text, to);
        underWay++;
        Workflow.newDetachedCancellationScope(() -> Async.procedure(() -> {
                    try {
                        activities.send(notice, notifications);
                    } catch (ActivityFailure e) {
                        LOG.warn("event=notice-not-delivered subject=\"{}\"", subject);
                    } finally {
                        underWay--;
                    }
                }))
                .run();
    }
}
