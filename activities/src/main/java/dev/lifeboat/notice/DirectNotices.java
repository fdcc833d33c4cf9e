package dev.lifeboat.notice;

import dev.lifeboat.error.Failures;
import dev.lifeboat.runbook.Notify;
import dev.lifeboat.secret.Secrets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/** Sends notices without a workflow: from a command, for whose end somebody waits, and of workers that are gone. */
public final class DirectNotices {
    private final Notify notifications;
    private final NoticeActivities activities;

    public DirectNotices(Notify notifications, Secrets secrets, Clock clock) {
        this(notifications, new NoticeActivitiesImpl(secrets, clock, Desk.OPEN));
    }

    /** Those of a process that stays, where what can wait may wait. */
    public DirectNotices(Notify notifications, Secrets secrets, Clock clock, Desk desk) {
        this(notifications, new NoticeActivitiesImpl(secrets, clock, desk));
    }

    DirectNotices(Notify notifications, NoticeActivities activities) {
        this.notifications = notifications;
        this.activities = activities;
    }

    /**
     * How a notice went.
     *
     * @param channels those that took it
     * @param problems those that did not, each with the reason
     */
    public record Sent(List<String> channels, List<String> problems) {
        public Sent {
            channels = List.copyOf(channels);
            problems = List.copyOf(problems);
        }

        /** Whether nobody has it who should. */
        public boolean missed() {
            return channels.isEmpty() && !problems.isEmpty();
        }
    }

    /** Sends it once over each channel that it is for, or else over the next. Never fails because of a channel. */
    public Sent send(Notice notice) {
        Routing routing = new Routing(notifications);
        List<String> taken = new ArrayList<>(routing.targets(notice));
        List<String> took = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        for (String first : List.copyOf(taken)) {
            String channel = first;
            while (channel != null) {
                try {
                    activities.send(notice, channel, notifications);
                    took.add(channel);
                    break;
                } catch (RuntimeException e) {
                    problems.add(channel + ": " + Failures.describe(e, "sending"));
                    channel = routing.needsStandIn(notice, channel) ? routing.insteadOf(notice, taken) : null;
                    if (channel != null) {
                        taken.add(channel);
                    }
                }
            }
        }
        return new Sent(took, problems);
    }
}
