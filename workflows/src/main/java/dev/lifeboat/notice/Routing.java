package dev.lifeboat.notice;

import dev.lifeboat.runbook.ChannelKind;
import dev.lifeboat.runbook.NoticeRoute;
import dev.lifeboat.runbook.Notify;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which channels get a notice. A function of the runbook and the notice alone, so that runs may ask it. */
public final class Routing {
    private final Notify notifications;

    public Routing(Notify notifications) {
        this.notifications = notifications;
    }

    /** Names of the channels of a notice, in their order. */
    public List<String> targets(Notice notice) {
        List<String> targets = new ArrayList<>();
        for (Notify.Named channel : notifications.all()) {
            if (takes(channel.kind(), notice) && isMeant(channel, notice)) {
                targets.add(channel.name());
            }
        }
        String mail = mailOf(notice);
        if (mail != null && !targets.contains(mail)) {
            targets.add(mail);
        }
        return targets;
    }

    /** The channel that stands in when one has failed; null: none is left. */
    public @Nullable String insteadOf(Notice notice, Collection<String> taken) {
        List<String> order = new ArrayList<>(notifications.fallback());
        if (order.isEmpty()) {
            notifications.all().forEach(channel -> order.add(channel.name()));
        }
        for (String name : order) {
            Notify.Named channel = notifications.channel(name);
            if (channel != null
                    && !taken.contains(name)
                    && channel.kind() != ChannelKind.HEALTHCHECKS
                    && takes(channel.kind(), notice)) {
                return name;
            }
        }
        return null;
    }

    /**
     * Whether another channel has to say it where this one cannot. Nobody reads a ping, and one that does not come raises its
     * alarm where it was to go; what a machine closes for itself is no news for people.
     */
    public boolean needsStandIn(Notice notice, String name) {
        Notify.Named channel = notifications.channel(name);
        return channel == null || !isUnasked(channel.kind(), notice);
    }

    /** A contact hears of an escalation by its own address, over the first channel that writes mail. */
    private @Nullable String mailOf(Notice notice) {
        if (notice.to() == null || notice.to().email() == null) {
            return null;
        }
        return notifications.all().stream()
                .filter(channel -> channel.kind() == ChannelKind.EMAIL)
                .map(Notify.Named::name)
                .findFirst()
                .orElse(null);
    }

    /** PagerDuty knows matters that open and close, healthchecks only how runs went. */
    private static boolean takes(ChannelKind kind, Notice notice) {
        return switch (kind) {
            case PAGERDUTY -> notice.event().effect() != Effect.TELLS || notice.event() == NoticeEvent.TEST;
            case HEALTHCHECKS -> Ping.of(notice) != null;
            case EMAIL, SLACK, DISCORD, TEAMS, NTFY, WEBHOOK -> true;
        };
    }

    /** What was opened at a machine has to be closed there, whatever a route says of the good news. */
    private static boolean isUnasked(ChannelKind kind, Notice notice) {
        Effect effect = notice.event().effect();
        return kind == ChannelKind.HEALTHCHECKS
                || (kind == ChannelKind.PAGERDUTY && (effect == Effect.ACKNOWLEDGES || effect == Effect.RESOLVES));
    }

    private boolean isMeant(Notify.Named channel, Notice notice) {
        boolean pages = channel.kind() == ChannelKind.PAGERDUTY;
        if (isUnasked(channel.kind(), notice)) {
            return true;
        }
        boolean onRequest = notice.event().reach() == NoticeEvent.Reach.ON_REQUEST;
        for (NoticeRoute route : notifications.routes()) {
            if (route.fits(notice.event(), notice.severity())
                    && !(onRequest && route.events().isEmpty())) {
                return route.to().contains(channel.name());
            }
        }
        if (onRequest) {
            return false;
        }
        return !pages || notice.severity() == Severity.CRITICAL || notice.event() == NoticeEvent.TEST;
    }
}
