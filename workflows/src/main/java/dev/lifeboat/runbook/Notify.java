package dev.lifeboat.runbook;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Where notices go, beside the log. A channel is named by its kind, or stands under {@code channels} with a name of its own.
 *
 * @param channels further ones, by name
 * @param routes which notices go where; empty: all of them everywhere
 * @param quiet null: no quiet hours
 * @param fallback names of channels in the order in which they stand in for one that fails; empty: all, in the order here
 * @param console URL of the page of a run, to which messages link, with {@value #RUN} where the run belongs, as in Temporal's UI; without it
 *     {@code /runs/RUN} is appended; null: no links
 * @param templates other words, by the name of an event
 */
public record Notify(
        @Nullable ChannelSettings email,
        @Nullable ChannelSettings slack,
        @Nullable ChannelSettings discord,
        @Nullable ChannelSettings teams,
        @Nullable ChannelSettings ntfy,
        @Nullable ChannelSettings webhook,
        @Nullable ChannelSettings pagerduty,
        @Nullable ChannelSettings healthchecks,
        SortedMap<String, ChannelSettings> channels,
        List<NoticeRoute> routes,
        @Nullable QuietHours quiet,
        NoticeLimit limit,
        List<String> fallback,
        @Nullable String console,
        SortedMap<String, NoticeTemplate> templates) {
    /** Stands in {@code console} where a run's id belongs. */
    public static final String RUN = "{run}";

    /** Only the log. */
    public static final Notify NONE = withWebhook(null);

    public Notify {
        channels = channels == null ? new TreeMap<>() : new TreeMap<>(channels);
        routes = routes == null ? List.of() : List.copyOf(routes);
        limit = limit == null ? NoticeLimit.DEFAULT : limit;
        fallback = fallback == null ? List.of() : List.copyOf(fallback);
        templates = templates == null ? new TreeMap<>() : new TreeMap<>(templates);
    }

    /** One webhook and nothing else. */
    public static Notify ofWebhook(String reference) {
        return withWebhook(ChannelSettings.of(reference));
    }

    private static Notify withWebhook(@Nullable ChannelSettings webhook) {
        return new Notify(
                null,
                null,
                null,
                null,
                null,
                webhook,
                null,
                null,
                new TreeMap<>(),
                List.of(),
                null,
                NoticeLimit.DEFAULT,
                List.of(),
                null,
                new TreeMap<>());
    }

    /** The same with other settings of each channel. */
    public Notify with(UnaryOperator<ChannelSettings> change) {
        SortedMap<String, ChannelSettings> changed = new TreeMap<>(channels);
        changed.replaceAll((name, settings) -> change.apply(settings));
        return new Notify(
                changed(email, change),
                changed(slack, change),
                changed(discord, change),
                changed(teams, change),
                changed(ntfy, change),
                changed(webhook, change),
                changed(pagerduty, change),
                changed(healthchecks, change),
                changed,
                routes,
                quiet,
                limit,
                fallback,
                console,
                templates);
    }

    private static @Nullable ChannelSettings changed(
            @Nullable ChannelSettings settings, UnaryOperator<ChannelSettings> change) {
        return settings == null ? null : change.apply(settings);
    }

    /** A channel and its name. */
    public record Named(String name, ChannelKind kind, ChannelSettings settings) {}

    /** All channels: those named by their kind in the order of the kinds, then the others by name. */
    public List<Named> all() {
        List<Named> all = new ArrayList<>();
        for (ChannelKind kind : ChannelKind.values()) {
            ChannelSettings settings = of(kind);
            if (settings != null) {
                all.add(named(kind.wireName(), kind, settings));
            }
        }
        channels.forEach((name, settings) -> all.add(named(name, ChannelKind.WEBHOOK, settings)));
        return all;
    }

    /** The channel of this name; null: there is none. */
    public @Nullable Named channel(String name) {
        return all().stream()
                .filter(channel -> channel.name().equals(name))
                .findFirst()
                .orElse(null);
    }

    private static Named named(String name, ChannelKind usual, ChannelSettings settings) {
        ChannelSettings whole = settings.as(usual);
        ChannelKind kind = whole.kind();
        return new Named(name, kind == null ? usual : kind, whole);
    }

    private @Nullable ChannelSettings of(ChannelKind kind) {
        return switch (kind) {
            case EMAIL -> email;
            case SLACK -> slack;
            case DISCORD -> discord;
            case TEAMS -> teams;
            case NTFY -> ntfy;
            case WEBHOOK -> webhook;
            case PAGERDUTY -> pagerduty;
            case HEALTHCHECKS -> healthchecks;
        };
    }
}
