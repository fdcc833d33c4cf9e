package dev.lifeboat.fake;

import dev.lifeboat.runbook.ChannelKind;
import dev.lifeboat.runbook.ChannelSettings;
import dev.lifeboat.runbook.NoticeLimit;
import dev.lifeboat.runbook.NoticeRoute;
import dev.lifeboat.runbook.Notify;
import dev.lifeboat.runbook.QuietHours;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Notifications over one channel of each of these kinds, and what else a test says of them. */
public record Notifying(
        Set<ChannelKind> kinds,
        List<NoticeRoute> routes,
        List<String> fallback,
        @Nullable QuietHours quiet,
        @Nullable NoticeLimit limit) {
    public static Notifying over(ChannelKind... kinds) {
        return new Notifying(Set.of(kinds), List.of(), List.of(), null, null);
    }

    public Notifying by(NoticeRoute... all) {
        return new Notifying(kinds, List.of(all), fallback, quiet, limit);
    }

    public Notifying orBy(String... channels) {
        return new Notifying(kinds, routes, List.of(channels), quiet, limit);
    }

    public Notifying held(@Nullable QuietHours hours, NoticeLimit most) {
        return new Notifying(kinds, routes, fallback, hours, most);
    }

    public Notify asNotify() {
        return new Notify(
                of(ChannelKind.EMAIL),
                of(ChannelKind.SLACK),
                of(ChannelKind.DISCORD),
                of(ChannelKind.TEAMS),
                of(ChannelKind.NTFY),
                of(ChannelKind.WEBHOOK),
                of(ChannelKind.PAGERDUTY),
                of(ChannelKind.HEALTHCHECKS),
                null,
                routes,
                quiet,
                limit,
                fallback,
                null,
                null);
    }

    private @Nullable ChannelSettings of(ChannelKind kind) {
        return kinds.contains(kind) ? ChannelSettings.of("env:" + kind) : null;
    }
}
