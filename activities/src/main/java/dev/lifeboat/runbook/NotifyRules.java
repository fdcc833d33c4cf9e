package dev.lifeboat.runbook;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lifeboat.notice.NoticeEvent;
import dev.lifeboat.notice.Wording;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** What a schema cannot say of {@code notify}: which settings a kind of channel takes, and that all names are those of something. */
final class NotifyRules {
    private static final String NOTIFY = "/notify";
    private static final String CHANNELS = NOTIFY + "/channels";
    private static final String INSECURE = "insecure";
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "::1");
    private static final Duration LONGEST_LIMIT = Duration.ofDays(1);

    /** Settings of a kind beside {@code kind} and {@code insecure}. */
    private record Kind(List<String> needs, List<String> may) {
        boolean takes(String field) {
            return field.equals("kind") || field.equals(INSECURE) || needs.contains(field) || may.contains(field);
        }
    }

    private static final Map<String, Kind> KINDS = Map.of(
            "email", new Kind(List.of("host", "from", "to"), List.of("port", "security", "user", "password")),
            "slack", new Kind(List.of("url"), List.of()),
            "discord", new Kind(List.of("url"), List.of()),
            "teams", new Kind(List.of("url"), List.of()),
            "ntfy", new Kind(List.of("url"), List.of("token")),
            "webhook", new Kind(List.of("url"), List.of("key")),
            "pagerduty", new Kind(List.of("key"), List.of("url")),
            "healthchecks", new Kind(List.of(), List.of("url", "pings")));

    private final YamlTree tree;
    private final Findings findings;
    private final Set<String> names = new LinkedHashSet<>();

    NotifyRules(YamlTree tree, Findings findings) {
        this.tree = tree;
        this.findings = findings;
    }

    void check() {
        KINDS.keySet().stream().filter(kind -> tree.at(NOTIFY).has(kind)).forEach(kind -> {
            names.add(kind);
            channel(NOTIFY + "/" + kind, kind);
        });
        keys(CHANNELS).forEach(this::further);
        for (String route : items(NOTIFY + "/routes")) {
            items(route + "/events").forEach(this::event);
            known(route + "/to");
        }
        known(NOTIFY + "/fallback");
        known(NOTIFY + "/quiet/channels");
        if (tree.at(NOTIFY + "/quiet").isObject()
                && tree.at(NOTIFY + "/quiet/from").equals(tree.at(NOTIFY + "/quiet/to"))) {
            add(NOTIFY + "/quiet/to", "expected another time than from");
        }
        limit();
        JsonNode console = tree.at(NOTIFY + "/console");
        if (console.isTextual()) {
            SecretRules.url(console.asText().replace(Notify.RUN, "run"))
                    .ifPresent(problem -> add(NOTIFY + "/console", problem));
        }
        keys(NOTIFY + "/templates").forEach(this::template);
    }

    private void further(String name) {
        String pointer = YamlTree.child(CHANNELS, name);
        names.add(name);
        if (KINDS.containsKey(name)) {
            findings.add(tree.key(pointer), tree.field(pointer), "this name belongs to the channel notify." + name);
            return;
        }
        JsonNode kind = tree.at(pointer + "/kind");
        if (kind.isMissingNode()) {
            findings.add(
                    tree.value(pointer),
                    tree.field(pointer) + ".kind",
                    "this key is missing, since the name is no kind");
        } else {
            channel(pointer, kind.asText());
        }
    }

    private void channel(String pointer, String name) {
        Kind kind = KINDS.get(name);
        JsonNode channel = tree.at(pointer);
        if (kind == null) {
            return;
        }
        if (channel.isTextual()) {
            if (name.equals("email")) {
                add(pointer, "expected a mapping with the keys host, from, to");
            }
            return;
        }
        channel.fieldNames().forEachRemaining(field -> {
            if (!kind.takes(field)) {
                add(YamlTree.child(pointer, field), "belongs to another kind of channel");
            }
        });
        if (!pointer.startsWith(CHANNELS) && !channel.path("kind").asText(name).equals(name)) {
            add(pointer + "/kind", "expected " + name + ", or another name under notify.channels");
        }
        kind.needs().stream().filter(field -> !channel.has(field)).forEach(field -> missing(pointer, field));
        if (name.equals("healthchecks") && !channel.has("url") && !channel.has("pings")) {
            missing(pointer, "url");
        }
        if (channel.has("user") != channel.has("password")) {
            missing(pointer, channel.has("user") ? "password" : "user");
        }
        if (channel.path("security").asText().equals("none")
                && !channel.path(INSECURE).asBoolean()
                && !LOOPBACK.contains(channel.path("host").asText())) {
            add(
                    pointer + "/security",
                    "mail would go over the network in plain text; insecure: true says that this is meant");
        }
        if (channel.path("to").isArray() && channel.path("to").isEmpty()) {
            add(pointer + "/to", "expected at least one address");
        }
    }

    private void missing(String pointer, String field) {
        findings.add(
                tree.value(pointer),
                tree.field(pointer) + "." + field,
                "this key is missing, which this kind of channel needs");
    }

    private void event(String pointer) {
        JsonNode pattern = tree.at(pointer);
        if (pattern.isTextual()
                && Arrays.stream(NoticeEvent.values()).noneMatch(event -> NoticeRoute.isFor(pattern.asText(), event))) {
            add(pointer, "expected the name of an event" + meant(pattern.asText()));
        }
    }

    private static String meant(String name) {
        return Words.nearest(
                        name,
                        Arrays.stream(NoticeEvent.values())
                                .map(NoticeEvent::wireName)
                                .toList())
                .map(near -> "; did you mean " + near + "?")
                .orElse("; docs/notifications.md has them all");
    }

    private void known(String list) {
        for (String item : items(list)) {
            JsonNode name = tree.at(item);
            if (name.isTextual() && !names.contains(name.asText())) {
                add(item, "expected the name of a channel: " + (names.isEmpty() ? "there is none" : shown()));
            }
        }
    }

    private String shown() {
        return String.join(", ", names.stream().map(YamlTree::shown).toList());
    }

    private void limit() {
        JsonNode per = tree.at(NOTIFY + "/limit/per");
        if (per.isTextual()) {
            Optional<Duration> span = duration(per.asText());
            if (span.isEmpty() || !Limits.fits(span.get()) || span.get().compareTo(LONGEST_LIMIT) > 0) {
                add(NOTIFY + "/limit/per", "expected a duration that is longer than nothing and at most a day");
            }
        }
    }

    private static Optional<Duration> duration(String text) {
        try {
            return Optional.of(Duration.parse(text));
        } catch (DateTimeException | ArithmeticException e) {
            return Optional.empty();
        }
    }

    private void template(String name) {
        String pointer = YamlTree.child(NOTIFY + "/templates", name);
        Optional<NoticeEvent> event = Arrays.stream(NoticeEvent.values())
                .filter(each -> each.wireName().equals(name))
                .findFirst();
        if (event.isEmpty()) {
            findings.add(tree.key(pointer), tree.field(pointer), "expected the name of an event" + meant(name));
            return;
        }
        for (String part : List.of("/subject", "/text")) {
            List<String> unknown = Wording.unknown(tree.at(pointer + part).asText(), event.get());
            if (!unknown.isEmpty()) {
                add(
                        pointer + part,
                        "no placeholder {" + YamlTree.shown(unknown.get(0)) + "} here; known: "
                                + String.join(", ", Wording.names(event.get())));
            }
        }
    }

    private void add(String pointer, String message) {
        findings.add(tree.value(pointer), tree.field(pointer), message);
    }

    private List<String> items(String pointer) {
        JsonNode list = tree.at(pointer);
        return IntStream.range(0, list.isArray() ? list.size() : 0)
                .mapToObj(index -> pointer + "/" + index)
                .toList();
    }

    private Set<String> keys(String pointer) {
        Set<String> keys = new LinkedHashSet<>();
        tree.at(pointer).fieldNames().forEachRemaining(keys::add);
        return keys;
    }
}
