package dev.lifeboat.notice;

import dev.lifeboat.runbook.ChannelSettings;
import dev.lifeboat.runbook.Notify;
import dev.lifeboat.secret.Secrets;
import java.net.http.HttpClient;
import java.time.Clock;
import java.time.Duration;
import java.util.Properties;

/** Makes a channel of its settings. */
final class Channels {
    private final Secrets secrets;
    private final Clock clock;
    private final Duration patience;
    private final Properties mail;
    private final HttpClient client;

    Channels(Secrets secrets, Clock clock) {
        this(secrets, clock, WebCall.PATIENCE, new Properties());
    }

    Channels(Secrets secrets, Clock clock, Duration patience, Properties mail) {
        this.secrets = secrets;
        this.clock = clock;
        this.patience = patience;
        this.mail = mail;
        this.client = WebCall.client(patience);
    }

    Channel of(Notify.Named channel) {
        WebCall web = new WebCall(client, patience, channel, secrets);
        ChannelSettings settings = channel.settings();
        return switch (channel.kind()) {
            case EMAIL -> new EmailChannel(channel, secrets, patience, mail);
            case SLACK -> WebChannels.chat(web, settings, Messages::slack);
            case DISCORD -> WebChannels.chat(web, settings, Messages::discord);
            case TEAMS -> WebChannels.chat(web, settings, Messages::teams);
            case NTFY -> WebChannels.ntfy(web, settings, secrets);
            case WEBHOOK -> WebChannels.webhook(web, settings, secrets, clock);
            case PAGERDUTY -> WebChannels.pagerDuty(web, settings, secrets);
            case HEALTHCHECKS -> WebChannels.healthchecks(web, settings);
        };
    }
}
