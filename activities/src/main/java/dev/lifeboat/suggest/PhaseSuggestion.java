package dev.lifeboat.suggest;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Which table comes back in which phase, and why. Names decide first; then a table that rows of an earlier phase cannot be
 * without moves into that phase. What neither decides is left to the remainder.
 *
 * @param phases in their order; none is empty
 * @param remainder tables that no phase names
 * @param waiting foreign keys that can only be made when a later phase is loaded, in words
 */
public record PhaseSuggestion(List<Phase> phases, List<Choice> remainder, List<String> waiting) {
    private static final List<String> NAMES = List.of("auth", "business-core", "payments", "communications");
    private static final int NONE = NAMES.size();

    private static final Set<String> STRONG = Set.of("user", "login", "session", "auth", "account");

    private static final List<Set<String>> WORDS = List.of(
            Set.of(
                    "user",
                    "account",
                    "auth",
                    "identity",
                    "session",
                    "login",
                    "role",
                    "permission",
                    "credential",
                    "password",
                    "token",
                    "member",
                    "membership",
                    "mfa",
                    "otp",
                    "security",
                    "sso",
                    "oauth"),
            Set.of(
                    "organization",
                    "organisation",
                    "org",
                    "company",
                    "tenant",
                    "team",
                    "workspace",
                    "profile",
                    "setting",
                    "calendar",
                    "location",
                    "product",
                    "item",
                    "service",
                    "category",
                    "plan",
                    "agent",
                    "catalog",
                    "catalogue",
                    "price",
                    "inventory",
                    "project",
                    "customer",
                    "client",
                    "branch",
                    "resource"),
            Set.of(
                    "booking",
                    "order",
                    "payment",
                    "invoice",
                    "subscription",
                    "transaction",
                    "charge",
                    "refund",
                    "cart",
                    "checkout",
                    "stripe",
                    "billing",
                    "reservation",
                    "appointment",
                    "payout",
                    "coupon",
                    "receipt"),
            Set.of(
                    "message",
                    "conversation",
                    "notification",
                    "email",
                    "mail",
                    "sms",
                    "whatsapp",
                    "contact",
                    "chat",
                    "webhook",
                    "channel",
                    "thread",
                    "comment",
                    "campaign",
                    "newsletter",
                    "inbox"));

    private static final Set<String> LAST = Set.of(
            "log",
            "audit",
            "event",
            "analytic",
            "history",
            "metric",
            "migration",
            "job",
            "queue",
            "cache",
            "alert",
            "archive",
            "backup",
            "statistic",
            "trace",
            "snapshot");

    /** Order in which a name's words are looked at: {@code user_notifications} is about notifications. */
    private static final List<Integer> PRECEDENCE = List.of(3, 2, 0, 1);

    /** A phase with its tables. */
    public record Phase(String name, List<Choice> tables) {
        public Phase {
            tables = List.copyOf(tables);
        }
    }

    /** A table, and the reason for its place. */
    public record Choice(TableFacts table, String reason) {}

    public PhaseSuggestion {
        phases = List.copyOf(phases);
        remainder = List.copyOf(remainder);
        waiting = List.copyOf(waiting);
    }

    /** Suggests phases for these tables. */
    public static PhaseSuggestion of(DatabaseFacts facts) {
        Map<Long, TableFacts> tables = new HashMap<>();
        Map<Long, Integer> places = new HashMap<>();
        Map<Long, String> reasons = new HashMap<>();
        for (TableFacts table : facts.tables()) {
            tables.put(table.oid(), table);
            int place = table.expressible() ? byName(table) : NONE;
            places.put(table.oid(), place);
            reasons.put(
                    table.oid(),
                    !table.expressible()
                            ? "a runbook cannot write its name"
                            : place == NONE ? "no hint" : "by its name");
        }
        pull(facts, tables, places, reasons);
        List<Phase> phases = new ArrayList<>();
        for (int place = 0; place < NONE; place++) {
            List<Choice> chosen = chosen(facts, places, reasons, place);
            if (!chosen.isEmpty()) {
                phases.add(new Phase(NAMES.get(place), chosen));
            }
        }
        return new PhaseSuggestion(phases, chosen(facts, places, reasons, NONE), waiting(facts, tables, places));
    }

    /** Until nothing moves: each move brings a table into an earlier phase, so that it ends. */
    private static void pull(
            DatabaseFacts facts, Map<Long, TableFacts> tables, Map<Long, Integer> places, Map<Long, String> reasons) {
        boolean moved = true;
        while (moved) {
            moved = false;
            for (KeyFacts key : facts.keys()) {
                TableFacts from = tables.get(key.table());
                TableFacts to = tables.get(key.referenced());
                if (from == null || to == null || !key.required() || !to.expressible()) {
                    continue;
                }
                int place = places.getOrDefault(key.table(), NONE);
                if (place < places.getOrDefault(key.referenced(), NONE)) {
                    places.put(key.referenced(), place);
                    reasons.put(key.referenced(), "rows of " + from.shortName() + " cannot be without it");
                    moved = true;
                }
            }
        }
    }

    private static List<Choice> chosen(
            DatabaseFacts facts, Map<Long, Integer> places, Map<Long, String> reasons, int place) {
        return facts.tables().stream()
                .filter(table -> places.getOrDefault(table.oid(), NONE) == place)
                .map(table -> new Choice(table, reasons.getOrDefault(table.oid(), "")))
                .toList();
    }

    private static List<String> waiting(DatabaseFacts facts, Map<Long, TableFacts> tables, Map<Long, Integer> places) {
        List<String> waiting = new ArrayList<>();
        for (KeyFacts key : facts.keys()) {
            TableFacts from = tables.get(key.table());
            TableFacts to = tables.get(key.referenced());
            int own = places.getOrDefault(key.table(), NONE);
            int other = places.getOrDefault(key.referenced(), NONE);
            if (from != null && to != null && own < other) {
                waiting.add(key.name() + ": " + from.shortName() + " (" + NAMES.get(own) + ") refers to "
                        + to.shortName() + " (" + (other == NONE ? "remainder" : NAMES.get(other)) + ")");
            }
        }
        return waiting;
    }

    private static int byName(TableFacts table) {
        List<String> words = words(table);
        if (words.isEmpty()) {
            return NONE;
        }
        boolean last = LAST.contains(words.get(words.size() - 1));
        if (last && !STRONG.contains(words.get(0))) {
            return NONE;
        }
        for (int place : PRECEDENCE) {
            if (words.stream().anyMatch(WORDS.get(place)::contains)) {
                return place;
            }
        }
        return table.schema().equals("auth") ? 0 : NONE;
    }

    /** The name's words, lower case and singular: {@code BookingPayments} is booking, payment. */
    private static List<String> words(TableFacts table) {
        String spaced =
                table.name().replaceAll("([\\p{Ll}\\d])(\\p{Lu})", "$1 $2").toLowerCase(Locale.ROOT);
        List<String> words = new ArrayList<>();
        for (String word : spaced.split("[^\\p{L}\\p{N}]+", -1)) {
            if (!word.isEmpty()) {
                words.add(singular(word));
            }
        }
        return words;
    }

    private static String singular(String word) {
        if (word.endsWith("ies") && word.length() > 4) {
            return word.substring(0, word.length() - 3) + "y";
        }
        boolean plural = word.endsWith("s") && !word.endsWith("ss") && word.length() > 3;
        return plural ? word.substring(0, word.length() - 1) : word;
    }
}
