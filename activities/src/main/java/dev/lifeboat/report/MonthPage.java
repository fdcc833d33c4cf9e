package dev.lifeboat.report;

import dev.lifeboat.catalogue.Money;
import dev.lifeboat.report.Page.Bar;
import dev.lifeboat.report.Page.Bars;
import dev.lifeboat.report.Page.Block;
import dev.lifeboat.report.Page.Cell;
import dev.lifeboat.report.Page.Grid;
import dev.lifeboat.report.Page.Notes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A month's summary as a page. */
public final class MonthPage {
    private MonthPage() {}

    public static Page of(MonthReport month) {
        List<Block> blocks = new ArrayList<>();
        blocks.add(objectives(month));
        blocks.add(new Grid(
                "Runs",
                List.of("Kind", "Good", "With warnings", "Failed"),
                month.runs().stream()
                        .map(kind -> List.of(
                                Cell.of(kind.kind()),
                                Cell.of(Integer.toString(kind.good())),
                                Cell.of(kind.warned() == 0 ? Tone.PLAIN : Tone.WARN, Integer.toString(kind.warned())),
                                Cell.of(kind.failed() == 0 ? Tone.PLAIN : Tone.BAD, Integer.toString(kind.failed()))))
                        .toList()));
        blocks.add(new Grid(
                "Backups",
                List.of("Mode", "Taken", "Failed", "Alarmed", "Data of the last", "Newly stored", "Median time"),
                month.backups().stream()
                        .map(mode -> List.of(
                                Cell.of(mode.mode()),
                                Cell.of(Integer.toString(mode.taken())),
                                Cell.of(mode.failed() == 0 ? Tone.PLAIN : Tone.BAD, Integer.toString(mode.failed())),
                                Cell.of(mode.alarmed() == 0 ? Tone.PLAIN : Tone.BAD, Integer.toString(mode.alarmed())),
                                Cell.of(Words.bytes(mode.bytes())),
                                Cell.of(Words.bytes(mode.storedBytes())),
                                Cell.of(Words.span(mode.median()))))
                        .toList()));
        blocks.add(new Grid(
                "Drills",
                List.of("Started", "Set", "Result", "RTO", "Took", "Run"),
                month.drills().stream()
                        .map(drill -> List.of(
                                Cell.of(Words.time(drill.startedAt())),
                                Cell.of(drill.set()),
                                Cell.of(Tone.of(drill.proven()), drill.proven() ? "proven" : "not proven"),
                                Cell.of(Words.span(drill.rto())),
                                Cell.of(Words.span(drill.took())),
                                Cell.code(drill.run())))
                        .toList()));
        blocks.add(bars(month));
        blocks.add(phases(month));
        blocks.add(new Notes("Notes", Tone.PLAIN, month.notes()));
        Tone tone = tone(month);
        return new Page(
                month.runbook() + " in " + month.month(),
                tone,
                switch (tone) {
                    case BAD -> "something failed, or an objective was missed";
                    case WARN -> "with warnings";
                    default -> "all good";
                },
                new Page.Facts()
                        .add("Runbook", month.runbook())
                        .add("Month", month.month() + " (UTC)")
                        .add("Until", Words.time(month.until()))
                        .add("Made", Words.time(month.madeAt()))
                        .add("Sets now", sets(month.sets()))
                        .add("Stored bytes of these", Words.bytes(month.sets().storedBytes()))
                        .add(
                                "Cost of storage and transfer",
                                month.cost().stream().map(Money::text).collect(Collectors.joining(" + ")))
                        .all(),
                blocks);
    }

    private static String sets(MonthReport.SetsAtTheEnd sets) {
        return sets.count() + ", of them " + sets.proven() + " proven, " + sets.verified() + " verified, "
                + sets.failed() + " failed";
    }

    private static Tone tone(MonthReport month) {
        boolean failed = month.runs().stream().anyMatch(kind -> kind.failed() > 0)
                || month.backups().stream().anyMatch(mode -> mode.alarmed() > 0)
                || month.phases().stream().anyMatch(phase -> phase.missed() > 0)
                || late(month.longestGap(), month.objectives().rpo());
        if (failed) {
            return Tone.BAD;
        }
        boolean warned = month.runs().stream().anyMatch(kind -> kind.warned() > 0)
                || month.drills().isEmpty()
                || month.coveredFrom() != null
                || month.backups().isEmpty();
        return warned ? Tone.WARN : Tone.GOOD;
    }

    private static boolean late(@Nullable Duration measured, Duration limit) {
        return measured == null || measured.compareTo(limit) > 0;
    }

    private static Grid objectives(MonthReport month) {
        Duration longest = month.drills().stream()
                .map(MonthReport.DrillOfTheMonth::rto)
                .filter(Objects::nonNull)
                .max(Duration::compareTo)
                .orElse(null);
        return new Grid(
                "Against the objectives",
                List.of("Objective", "Limit", "Measured", "Held"),
                List.of(
                        objective(
                                "Longest time without a new set of the whole database (RPO)",
                                month.objectives().rpo(),
                                month.longestGap(),
                                "no set",
                                month.coveredFrom()),
                        objective(
                                "Longest restore of a drill (RTO)",
                                month.objectives().rto(),
                                longest,
                                "no drill",
                                null)));
    }

    private static List<Cell> objective(
            String name, Duration limit, @Nullable Duration measured, String none, @Nullable Instant since) {
        boolean late = late(measured, limit);
        return List.of(
                Cell.of(name),
                Cell.of(Words.span(limit)),
                Cell.of(measured == null ? none : Words.span(measured)),
                Cell.of(
                        measured == null || (since != null && !late) ? Tone.WARN : Tone.of(!late),
                        measured == null
                                ? "not measured"
                                : (late ? "missed" : "held")
                                        + (since == null
                                                ? ""
                                                : " since " + Words.time(since) + "; no older set is there")));
    }

    private static Bars bars(MonthReport month) {
        double whole = Math.max(
                1,
                month.phases().stream()
                        .mapToLong(phase -> Math.max(
                                phase.longest().toMillis(),
                                phase.within() == null ? 0 : phase.within().toMillis()))
                        .max()
                        .orElse(1));
        return new Bars(
                "When phases were back",
                month.phases().stream()
                        .map(phase -> new Bar(
                                phase.phase(),
                                Words.span(phase.median()) + ", at most " + Words.span(phase.longest()),
                                100 * phase.longest().toMillis() / whole,
                                phase.within() == null
                                        ? -1
                                        : 100 * phase.within().toMillis() / whole,
                                phase.within() == null ? Tone.PLAIN : Tone.of(phase.missed() == 0)))
                        .toList(),
                "The longest time from the start of a restore or drill until the phase was accepted; the dashed line is"
                        + " its budget.");
    }

    private static Grid phases(MonthReport month) {
        return new Grid(
                "Phases in numbers",
                List.of("Phase", "Measured", "Median", "Longest", "Budget", "Too late"),
                month.phases().stream()
                        .map(phase -> List.of(
                                Cell.of(phase.phase()),
                                Cell.of(Integer.toString(phase.measured())),
                                Cell.of(Words.span(phase.median())),
                                Cell.of(Words.span(phase.longest())),
                                Cell.of(Words.span(phase.within())),
                                Cell.of(phase.missed() == 0 ? Tone.GOOD : Tone.BAD, Integer.toString(phase.missed()))))
                        .toList());
    }
}
