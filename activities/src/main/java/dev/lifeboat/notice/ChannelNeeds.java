package dev.lifeboat.notice;

import dev.lifeboat.runbook.ChannelKind;
import dev.lifeboat.runbook.ChannelSettings;
import dev.lifeboat.runbook.Notify;
import dev.lifeboat.secret.Secrets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** Whether a channel could be used at all. Sends nothing. */
public final class ChannelNeeds {
    private ChannelNeeds() {}

    /** Throws SECRET_MISSING, or CHANNEL_REFUSED for a URL that is not to be used. */
    public static void check(Notify.Named channel, Secrets secrets) {
        ChannelSettings settings = channel.settings();
        Stream.of(settings.token(), settings.key(), settings.user(), settings.password())
                .filter(Objects::nonNull)
                .forEach(secrets::resolve);
        if (channel.kind() == ChannelKind.EMAIL) {
            return;
        }
        WebCall web = new WebCall(WebCall.client(WebCall.PATIENCE), WebCall.PATIENCE, channel, secrets);
        List<String> urls = new ArrayList<>(settings.pings().values());
        if (settings.url() != null) {
            urls.add(settings.url());
        }
        urls.forEach(web::address);
    }
}
