package dev.lifeboat.runbook;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lifeboat.set.BackupMode;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Period;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a schema cannot say: how fields belong together, what is too long, and what this version does not do. Works on a tree
 * that may break the schema too, so that one reading tells all errors; whatever has a wrong type is passed over here.
 */
final class RunbookRules {
    private static final String LIMIT = "expected a duration that is longer than nothing and at most ten years";
    private static final String PATH = "expected a path that this machine can write down";
    private static final Duration LONGEST_CHECK = Duration.ofDays(1);

    private final YamlTree tree;
    private final Findings findings;

    RunbookRules(YamlTree tree, Findings findings) {
        this.tree = tree;
        this.findings = findings;
    }

    void check() {
        text("/database/url", SecretRules::connection);
        text("/drill-server", SecretRules::connection);
        text("/target", SecretRules::connection);
        paths();
        text("/database/yield-after", RunbookRules::duration);
        text("/objectives/rpo", RunbookRules::duration);
        text("/objectives/rto", RunbookRules::duration);
        locations().forEach(this::store);
        unique(locations().stream().map(store -> store + "/name").toList(), Function.identity(), "the name");
        times("/retention");
        times("/audit");
        health();
        zone("/notify/quiet");
        archive();
        phases();
        backups();
        entries("/drills").forEach(this::times);
        verifications();
        people();
        new NotifyRules(tree, findings).check();
    }

    private void health() {
        times("/health");
        for (String span : List.of("/health/verified", "/health/proven", "/health/keys", "/health/people")) {
            text(span, RunbookRules::period);
        }
        text("/health/duration", RunbookRules::duration);
        size("/health/min-size", 0, Long.MAX_VALUE, "less than 8 EiB");
        size("/health/quota/database", 1, Long.MAX_VALUE, "at least a byte");
        size("/health/quota/store", 1, Long.MAX_VALUE, "at least a byte");
    }

    private void verifications() {
        Set<String> stores = new HashSet<>(Set.of(VerifySchedule.ALL));
        List<String> locations = locations();
        for (int i = 0; i < locations.size(); i++) {
            String usual = i == 0 ? "primary" : "copy-" + i;
            JsonNode name = tree.at(locations.get(i) + "/name");
            stores.add(name.isTextual() ? name.asText() : usual);
        }
        for (String verification : entries("/verify")) {
            times(verification);
            text(
                    verification + "/stores",
                    store -> stores.contains(store)
                            ? Optional.empty()
                            : Optional.of("expected all, or the name of a store"));
        }
    }

    private void paths() {
        List<String> pointers = new ArrayList<>(List.of(
                "/database/url", "/drill-server", "/target", "/keys/signing", "/keys/passphrase", "/audit/database"));
        for (String store : locations()) {
            for (String field : List.of("/path", "/access-key", "/secret-key", "/session-token", "/connection")) {
                pointers.add(store + field);
            }
        }
        for (String channel : channels()) {
            pointers.add(channel);
            pointers.addAll(entries(channel + "/pings"));
            for (String field : List.of("/url", "/token", "/key", "/user", "/password")) {
                pointers.add(channel + field);
            }
        }
        pointers.addAll(entries("/keys/recipients"));
        pointers.addAll(entries("/keys/private"));
        pointers.forEach(pointer -> text(pointer, RunbookRules::path));
    }

    /** A name may hold characters that this machine's file system cannot write down. */
    private static Optional<String> path(String text) {
        try {
            return Path.of(text).toString().isEmpty() ? Optional.of(PATH) : Optional.empty();
        } catch (InvalidPathException e) {
            // Its message quotes the text.
            return Optional.of(PATH);
        }
    }

    private List<String> channels() {
        List<String> channels = new ArrayList<>(entries("/notify/channels"));
        Arrays.stream(ChannelKind.values()).forEach(kind -> channels.add("/notify/" + kind.wireName()));
        return channels;
    }

    private List<String> locations() {
        List<String> locations = new ArrayList<>(List.of("/store/primary"));
        locations.addAll(entries("/store/copies"));
        return locations;
    }

    private void store(String store) {
        StoreRules.Kind kind = StoreRules.KINDS.get(tree.at(store + "/kind").asText());
        if (kind == null) {
            return;
        }
        tree.at(store).fieldNames().forEachRemaining(field -> {
            if (!kind.takes(field)) {
                add(YamlTree.child(store, field), "belongs to another kind of store");
            }
        });
        kind.needs().stream()
                .filter(field -> tree.at(store + "/" + field).isMissingNode())
                .forEach(field -> findings.add(
                        tree.value(store),
                        tree.field(store) + "." + field,
                        "this key is missing, which this kind of store needs"));
        StoreRules.together(tree.at(store))
                .ifPresent(field -> findings.add(
                        tree.value(store), tree.field(store) + "." + field, "this key is missing, beside the others"));
        text(store + "/endpoint", SecretRules::url);
        text(store + "/keep", RunbookRules::period);
        for (String price : List.of("/prices/storage", "/prices/transfer")) {
            if (tree.at(store + price).asDouble() < 0) {
                add(store + price, "expected a price, which cannot be negative");
            }
        }
    }

    private void archive() {
        size("/archive/chunk", 1 << 20, Long.MAX_VALUE, "at least 1MiB");
        size("/archive/part", 64 << 10, 1 << 30, "between 64KiB and 1GiB");
        if (tree.at("/archive/compression").asText().equals("gzip")
                && tree.at("/archive/level").asInt() > 9) {
            add("/archive/level", "expected a whole number between 1 and 9 for gzip");
        }
    }

    private void phases() {
        unique(under("/phases", "/name"), Function.identity(), "the name");
        List<String> tables = new ArrayList<>();
        for (String phase : entries("/phases")) {
            if (tree.at(phase + "/name").asText().equals(Runbook.REMAINDER)) {
                add(phase + "/name", "this name belongs to the phase of all tables that no phase names");
            }
            tables.addAll(entries(phase + "/tables"));
            text(phase + "/within", RunbookRules::duration);
            text(phase + "/approval/remind", RunbookRules::waiting);
            text(phase + "/approval/escalate", RunbookRules::waiting);
            if (!tree.at(phase + "/writes").isEmpty()) {
                add(phase + "/writes", "is not supported by this version; put the tables into this phase");
            }
            for (String check : entries(phase + "/gate")) {
                text(check + "/http", SecretRules::url);
                text(check + "/within", RunbookRules::patience);
            }
        }
        unique(tables, Runbook::qualified, "the table");
    }

    private void backups() {
        Set<String> tiers = new HashSet<>();
        tree.at("/tiers").fieldNames().forEachRemaining(tiers::add);
        for (String backup : entries("/backups")) {
            times(backup);
            text(backup + "/keep", RunbookRules::period);
            text(backup + "/max-age", RunbookRules::duration);
            size(backup + "/min-size", 0, Long.MAX_VALUE, "less than 8 EiB");
            for (String scope : entries(backup + "/scope")) {
                String tier = tree.at(scope).asText();
                if (!tier.equals("everything") && !tiers.contains(tier)) {
                    add(scope, "expected everything, or the name of a tier");
                }
            }
            if (mode(backup).equals(BackupMode.SCHEMA.wireName())) {
                boolean chosen = entries(backup + "/scope").stream()
                        .anyMatch(scope -> !tree.at(scope).asText().equals("everything"));
                if (chosen) {
                    add(backup + "/scope", "chooses rows, of which a set in mode schema has none");
                }
                if (tree.at(backup + "/form").asText().equals(dev.lifeboat.set.Form.JSON.wireName())) {
                    add(
                            backup + "/form",
                            "json holds rows, of which a set in mode schema has none; archive or sql does");
                }
            }
            if (tree.at(backup + "/mode").isMissingNode()
                    && Arrays.stream(BackupMode.values())
                            .map(BackupMode::wireName)
                            .noneMatch(backup.substring(backup.lastIndexOf('/') + 1)::equals)) {
                findings.add(
                        tree.key(backup),
                        tree.field(backup) + ".mode",
                        "this key is missing, since the schedule's name is no mode");
            }
        }
    }

    private String mode(String backup) {
        JsonNode mode = tree.at(backup + "/mode");
        return mode.isMissingNode() ? backup.substring(backup.lastIndexOf('/') + 1) : mode.asText();
    }

    private void people() {
        List<String> contacts = under("/people/contacts", "/name");
        unique(contacts, Function.identity(), "the name");
        Set<String> names = new HashSet<>();
        contacts.forEach(contact -> names.add(tree.at(contact).asText()));
        for (String escalation : entries("/people/escalation")) {
            if (!names.contains(tree.at(escalation).asText())) {
                add(escalation, "expected the name of a contact");
            }
        }
        under("/people/contacts", "/url").forEach(url -> text(url, SecretRules::url));
    }

    private void times(String schedule) {
        zone(schedule);
        text(schedule + "/at", at -> {
            try {
                ScheduleTime.parse(at);
                return Optional.empty();
            } catch (IllegalArgumentException e) {
                return Optional.ofNullable(e.getMessage());
            }
        });
    }

    private void zone(String where) {
        text(
                where + "/timezone",
                zone -> ZoneId.getAvailableZoneIds().contains(zone)
                        ? Optional.empty()
                        : Optional.of("expected a time zone such as Europe/Berlin"));
    }

    /** Notes every value that an earlier one equals. */
    private void unique(List<String> pointers, Function<String, String> normal, String what) {
        Map<String, String> first = new HashMap<>();
        for (String pointer : pointers) {
            JsonNode value = tree.at(pointer);
            String earlier = value.isTextual() ? first.putIfAbsent(normal.apply(value.asText()), pointer) : null;
            if (earlier != null) {
                add(pointer, what + " stands in " + tree.field(earlier) + " too");
            }
        }
    }

    private void size(String pointer, long low, long high, String bounds) {
        text(pointer, size -> {
            try {
                long bytes = ByteCount.parse(size).bytes();
                return bytes >= low && bytes <= high ? Optional.empty() : Optional.of("expected a size of " + bounds);
            } catch (IllegalArgumentException e) {
                return Optional.of("expected a size of " + bounds);
            }
        });
    }

    private static Optional<String> duration(String text) {
        return span(Duration::parse, text, Limits::fits, LIMIT);
    }

    private static Optional<String> period(String text) {
        return span(Period::parse, text, Limits::fits, LIMIT);
    }

    private static Optional<String> waiting(String text) {
        return span(
                Duration::parse,
                text,
                span -> span.compareTo(Duration.ofSeconds(1)) >= 0 && Limits.fits(span),
                "expected a duration of at least a second and at most ten years");
    }

    private static Optional<String> patience(String text) {
        return span(
                Duration::parse,
                text,
                span -> Limits.fits(span) && span.compareTo(LONGEST_CHECK) <= 0,
                "expected a duration that is longer than nothing and at most a day");
    }

    private static <T> Optional<String> span(
            Function<String, T> parse, String text, Predicate<T> fits, String otherwise) {
        try {
            return fits.test(parse.apply(text)) ? Optional.empty() : Optional.of(otherwise);
        } catch (DateTimeException | ArithmeticException e) {
            return Optional.of(otherwise);
        }
    }

    private void text(String pointer, Function<String, Optional<String>> problem) {
        JsonNode value = tree.at(pointer);
        if (value.isTextual()) {
            problem.apply(value.asText()).ifPresent(message -> add(pointer, message));
        }
    }

    private void add(String pointer, @Nullable String message) {
        findings.add(tree.value(pointer), tree.field(pointer), String.valueOf(message));
    }

    /** Pointers to the items of a list or the values of a mapping. */
    private List<String> entries(String pointer) {
        JsonNode parent = tree.at(pointer);
        List<String> entries = new ArrayList<>();
        if (parent.isArray()) {
            for (int i = 0; i < parent.size(); i++) {
                entries.add(pointer + "/" + i);
            }
        }
        parent.fieldNames().forEachRemaining(key -> entries.add(YamlTree.child(pointer, key)));
        return entries;
    }

    private List<String> under(String pointer, String child) {
        return entries(pointer).stream().map(entry -> entry + child).toList();
    }
}
