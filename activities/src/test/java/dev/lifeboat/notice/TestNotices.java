package dev.lifeboat.notice;

import dev.lifeboat.runbook.ChannelKind;
import dev.lifeboat.runbook.ChannelSettings;
import dev.lifeboat.runbook.Contact;
import dev.lifeboat.runbook.NoticeLimit;
import dev.lifeboat.runbook.NoticeTemplate;
import dev.lifeboat.runbook.Notify;
import dev.lifeboat.secret.Secrets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Notices and channels to send them over. */
final class TestNotices {
    static final Instant AT = Instant.parse("2026-11-22T02:07:31Z");
    static final Duration PATIENCE = Duration.ofMillis(1500);
    /** What a hostile table's name, or an error that quotes one, may hold. */
    static final String HOSTILE =
            "<!channel> <img src=x onerror=alert(1)> @everyone *b* [x](https://evil.example) {run}\r\nBcc: evil@example.com";

    private TestNotices() {}

    static Notice of(NoticeEvent event, Severity severity, List<Fact> facts) {
        return of(event, severity, "backup daily FAILED", "STORE_REFUSED: read-only", facts, null);
    }

    static Notice of(
            NoticeEvent event, Severity severity, String subject, String text, List<Fact> facts, @Nullable Contact to) {
        return new Notice(
                "0f1e2d3c",
                AT,
                "shop",
                "backup/shop/daily-1",
                event,
                severity,
                "backup/shop/daily",
                subject,
                text,
                facts,
                to);
    }

    static Notice failed() {
        return of(
                NoticeEvent.BACKUP_FAILED,
                Severity.CRITICAL,
                Fact.list("mode", "daily", "error", "STORE_REFUSED", "action", "lifeboat backup"));
    }

    /** The same about another matter. */
    static Notice keyed(String key) {
        Notice failed = failed();
        return new Notice(
                failed.id(),
                failed.at(),
                failed.runbook(),
                failed.run(),
                failed.event(),
                failed.severity(),
                key,
                failed.subject(),
                failed.text(),
                failed.facts(),
                null);
    }

    /** All settings null but these. */
    static ChannelSettings settings(
            ChannelKind kind, @Nullable String url, @Nullable String token, @Nullable String key) {
        return new ChannelSettings(
                kind, url, token, key, null, null, null, null, null, null, null, new TreeMap<>(), false);
    }

    static Notify notify(ChannelSettings one) {
        return notify(Map.of("one", one), null, "https://boat.example.com/", Map.of());
    }

    /** These channels by name. */
    static Notify notify(
            Map<String, ChannelSettings> channels,
            @Nullable NoticeLimit limit,
            @Nullable String console,
            Map<String, NoticeTemplate> templates) {
        return new Notify(
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                new TreeMap<>(channels),
                null,
                null,
                limit,
                null,
                console,
                new TreeMap<>(templates));
    }

    static NoticeActivitiesImpl activities(Map<String, String> environment, Properties mail) {
        Secrets secrets = new Secrets(environment);
        Clock clock = Clock.fixed(AT, ZoneOffset.UTC);
        return new NoticeActivitiesImpl(secrets, clock, Desk.OPEN, new Channels(secrets, clock, PATIENCE, mail));
    }
}
