package dev.lifeboat.notice;

import static dev.lifeboat.error.ErrorCode.CHANNEL_REFUSED;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.runbook.ChannelSettings;
import dev.lifeboat.secret.Secrets;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** The channels that are one POST away. Secrets are resolved for each message: one that was changed counts at once. */
final class WebChannels {
    private static final String PAGERDUTY = "https://events.pagerduty.com/v2/enqueue";

    private WebChannels() {}

    /** Slack, Discord, Teams: a secret URL that takes a body of its own. */
    static Channel chat(WebCall web, ChannelSettings settings, BiFunction<Notice, Wording, JsonNode> body) {
        return (notice, words) -> web.post(web.address(required(settings.url())), body.apply(notice, words), Map.of());
    }

    /** A topic's URL; published at the server's root. */
    static Channel ntfy(WebCall web, ChannelSettings settings, Secrets secrets) {
        return (notice, words) -> {
            URI topic = web.address(required(settings.url()));
            String path = String.valueOf(topic.getPath()).replaceAll("/+$", "");
            int slash = path.lastIndexOf('/');
            if (slash < 0 || slash == path.length() - 1) {
                throw new LifeboatException(CHANNEL_REFUSED, "the URL of ntfy does not end in a topic");
            }
            web.post(
                    topic.resolve(path.substring(0, slash + 1)),
                    Messages.ntfy(notice, words, path.substring(slash + 1)),
                    settings.token() == null
                            ? Map.of()
                            : Map.of(
                                    "Authorization",
                                    "Bearer "
                                            + secrets.resolve(settings.token()).value()));
        };
    }

    /** A test opens an incident as any other notice would, and closes it again: nothing has to be done. */
    static Channel pagerDuty(WebCall web, ChannelSettings settings, Secrets secrets) {
        return (notice, words) -> {
            URI address = web.address(Objects.requireNonNullElse(settings.url(), PAGERDUTY));
            String key = secrets.resolve(required(settings.key())).value();
            web.post(
                    address,
                    Messages.pagerDuty(notice, words, key, notice.event().effect()),
                    Map.of());
            if (notice.event() == NoticeEvent.TEST) {
                web.post(address, Messages.pagerDuty(notice, words, key, Effect.RESOLVES), Map.of());
            }
        };
    }

    /** Signed with the time, so that a receiver can refuse what somebody sends again later. */
    static Channel webhook(WebCall web, ChannelSettings settings, Secrets secrets, Clock clock) {
        return (notice, words) -> {
            byte[] body = Messages.webhook(notice, words).toString().getBytes(StandardCharsets.UTF_8);
            String event = notice.event().wireName();
            String key = settings.key();
            web.post(
                    web.address(required(settings.url())),
                    "application/json",
                    body,
                    key == null
                            ? Map.of("Lifeboat-Id", notice.id(), "Lifeboat-Event", event)
                            : Map.of(
                                    "Lifeboat-Id",
                                    notice.id(),
                                    "Lifeboat-Event",
                                    event,
                                    "Lifeboat-Signature",
                                    WebhookSignature.header(
                                            secrets.resolve(key),
                                            clock.instant().getEpochSecond(),
                                            body)));
        };
    }

    /** Pings the check of the run's kind, and no other: a check that nobody pings is what raises the alarm. */
    static Channel healthchecks(WebCall web, ChannelSettings settings) {
        return (notice, words) -> {
            Ping ping = Ping.of(notice);
            if (ping == null) {
                return;
            }
            for (String reference : checks(ping, settings)) {
                String base = web.address(reference).toString().replaceAll("/+$", "");
                String rid = UUID.nameUUIDFromBytes(notice.run().getBytes(StandardCharsets.UTF_8))
                        .toString();
                String query = base.contains("?") ? "&rid=" : "?rid=";
                web.post(
                        URI.create(placed(base, ping) + query + URLEncoder.encode(rid, StandardCharsets.UTF_8)),
                        "text/plain; charset=utf-8",
                        (words.subject() + "\n" + words.body()).getBytes(StandardCharsets.UTF_8),
                        Map.of());
            }
        };
    }

    private static String placed(String base, Ping ping) {
        if (ping.signal().isEmpty()) {
            return base;
        }
        int query = base.indexOf('?');
        return query < 0
                ? base + "/" + ping.signal()
                : base.substring(0, query).replaceAll("/+$", "") + "/" + ping.signal() + base.substring(query);
    }

    private static List<String> checks(Ping ping, ChannelSettings settings) {
        if (ping.names().isEmpty()) {
            List<String> all = new ArrayList<>(settings.pings().values());
            if (settings.url() != null) {
                all.add(settings.url());
            }
            return all;
        }
        for (String name : ping.names()) {
            String reference = settings.pings().get(name);
            if (reference != null) {
                return List.of(reference);
            }
        }
        return settings.url() == null ? List.of() : List.of(settings.url());
    }

    private static String required(@Nullable String setting) {
        return Objects.requireNonNull(setting, "the parser sees to it");
    }
}
