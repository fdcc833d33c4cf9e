package dev.lifeboat.notice;

import dev.lifeboat.runbook.ChannelSettings;
import dev.lifeboat.runbook.NoticeRoute;
import dev.lifeboat.runbook.Notify;
import java.util.List;

/** Notifications that all go to one channel. */
final class RoutedNotify {
    private RoutedNotify() {}

    /** Mail and Slack; everything goes to the first, for which the second stands in. */
    static Notify only(String channel, String fallback) {
        return new Notify(
                ChannelSettings.of("env:MAIL"),
                ChannelSettings.of("env:SLACK"),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                List.of(new NoticeRoute(List.of(), null, List.of(channel))),
                null,
                null,
                List.of(fallback),
                null,
                null);
    }

    /** Mail, and checks that are pinged. */
    static Notify mailAndPings() {
        ChannelSettings any = ChannelSettings.of("env:X");
        return new Notify(any, null, null, null, null, null, null, any, null, null, null, null, null, null, null);
    }
}
