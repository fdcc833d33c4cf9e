package dev.lifeboat.cli;

import dev.lifeboat.archive.SetState;
import dev.lifeboat.catalogue.CataloguedSet;
import dev.lifeboat.catalogue.Copy;
import dev.lifeboat.catalogue.Money;
import dev.lifeboat.catalogue.SetFacts;
import dev.lifeboat.cli.Columns.Column;
import dev.lifeboat.runbook.ByteCount;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The list of sets as lines of a terminal. */
final class SetTable {
    private static final int NARROWEST = 80;
    private static final int WIDEST = 120;
    private static final String INDENT = "    ";
    private static final String CONTENT = "HOLDS";

    private SetTable() {}

    /** As wide as the terminal says, between 80 and 120 characters. */
    static int width(String columns) {
        return columns.matches("\\d{1,4}") ? Math.min(WIDEST, Math.max(NARROWEST, Integer.parseInt(columns))) : WIDEST;
    }

    /** A line a set, and under it what a person has to know beside. */
    static List<String> lines(List<CataloguedSet> sets, Instant now, int width) {
        List<Column> columns = Columns.fitting(
                List.of(
                        column("SET", false, 0, sets, set -> set.facts().set()),
                        column("STATE", false, 0, sets, set -> set.state().wireName()),
                        column(
                                "DATA AS OF",
                                false,
                                4,
                                sets,
                                set -> time(set.facts().takenAt())),
                        column("AGE", true, 0, sets, set -> age(set.facts().takenAt(), now)),
                        column(
                                "ROWS",
                                true,
                                1,
                                sets,
                                set -> String.format(
                                        Locale.ROOT, "%,d", set.facts().rows())),
                        column("STORED", true, 0, sets, set -> bytes(set.facts().storedBytes())),
                        column("COPIES", true, 0, sets, SetTable::copies),
                        column("A MONTH", true, 3, sets, set -> money(set.monthly())),
                        column(CONTENT, false, 2, sets, set -> set.facts().content())),
                width);
        boolean content = columns.stream().anyMatch(column -> column.title().equals(CONTENT));
        List<List<String>> table = Columns.rows(columns, width);
        List<String> lines = new ArrayList<>(table.get(0));
        for (int i = 0; i < sets.size(); i++) {
            lines.addAll(table.get(i + 1));
            for (String note : notes(sets.get(i), content)) {
                lines.addAll(Printable.wrapped(INDENT, note, width));
            }
        }
        return lines;
    }

    static String money(List<Money> amounts) {
        return amounts.stream().map(Money::text).collect(Collectors.joining(" + "));
    }

    static String time(Instant time) {
        return time.toString().substring(0, 16).replace('T', ' ') + "Z";
    }

    /** In the largest unit of which there are two or more: {@code 90s}, {@code 45m}, {@code 30h}, {@code 12d}. */
    static String age(Instant time, Instant now) {
        Duration age = Duration.between(time, now);
        if (age.isNegative()) {
            return "future";
        }
        if (age.toMinutes() < 2) {
            return age.toSeconds() + "s";
        }
        if (age.toHours() < 2) {
            return age.toMinutes() + "m";
        }
        return age.toDays() < 2 ? age.toHours() + "h" : age.toDays() + "d";
    }

    private static List<String> notes(CataloguedSet set, boolean content) {
        SetFacts facts = set.facts();
        List<String> notes = new ArrayList<>();
        if (!content && !facts.content().isEmpty() && !facts.content().equals("everything")) {
            notes.add("holds: " + facts.content());
        }
        if (!facts.needs().isEmpty()) {
            notes.add(bytes(facts.reusedBytes()) + " reused; needs: " + String.join(", ", facts.needs()));
        }
        if (!set.neededBy().isEmpty()) {
            notes.add("needed by: " + String.join(", ", set.neededBy()));
        }
        set.pins().forEach(pin -> notes.add("pinned: " + reason(pin.detail())));
        set.alarms().forEach(alarm -> notes.add("ALARM: " + reason(alarm.detail())));
        if (set.conflict()) {
            notes.add("CONFLICT: another set has this name in another store; this one is in " + stores(set));
        }
        for (Copy copy : set.copies()) {
            if (copy.state() == SetState.FAILED) {
                notes.add("failed in " + copy.store() + ": " + reason(copy.problem()));
            } else if (Boolean.FALSE.equals(copy.there())) {
                notes.add("missing in " + copy.store());
            }
        }
        return notes;
    }

    private static String stores(CataloguedSet set) {
        return set.copies().stream()
                .filter(copy -> copy.state() != null)
                .map(Copy::store)
                .collect(Collectors.joining(", "));
    }

    static String reason(@Nullable String detail) {
        return detail == null ? "no reason is given" : detail;
    }

    /** How many are good, of how many there should be; a question mark where a store does not answer. */
    private static String copies(CataloguedSet set) {
        long good = set.copies().stream().filter(Copy::good).count();
        boolean unknown = set.copies().stream().anyMatch(copy -> copy.there() == null);
        return good + "/" + set.copies().size() + (unknown ? "?" : "");
    }

    private static String bytes(long bytes) {
        return new ByteCount(bytes).human();
    }

    private static Column column(
            String title, boolean right, int rank, List<CataloguedSet> sets, Function<CataloguedSet, String> cell) {
        return new Column(title, right, rank, sets.stream().map(cell).toList());
    }
}
