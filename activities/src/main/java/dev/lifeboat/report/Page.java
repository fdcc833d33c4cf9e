package dev.lifeboat.report;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a report says, whatever it is shown on.
 *
 * @param verdict its outcome in a few words
 * @param facts what, when, who, how long
 * @param blocks in their order; those without content are left out
 */
public record Page(String title, Tone tone, String verdict, List<Fact> facts, List<Block> blocks) {
    public Page {
        facts = List.copyOf(facts);
        blocks = blocks.stream().filter(block -> !block.isEmpty()).toList();
    }

    /** A name and its value. */
    public record Fact(String name, String value) {}

    /** A part of the page under a title of its own. */
    public sealed interface Block permits Grid, Bars, Trend, Notes {
        String title();

        boolean isEmpty();
    }

    /**
     * A table.
     *
     * @param rows each with a cell for every column
     */
    public record Grid(String title, List<String> columns, List<List<Cell>> rows) implements Block {
        public Grid {
            columns = List.copyOf(columns);
            rows = rows.stream().map(List::copyOf).toList();
        }

        @Override
        public boolean isEmpty() {
            return rows.isEmpty();
        }
    }

    /**
     * What stands in a table.
     *
     * @param code whether it is a digest or a name that programs read
     */
    public record Cell(String text, Tone tone, boolean code) {
        public static Cell of(String text) {
            return new Cell(text, Tone.PLAIN, false);
        }

        public static Cell of(Tone tone, String text) {
            return new Cell(text, tone, false);
        }

        public static Cell code(String text) {
            return new Cell(text, Tone.PLAIN, true);
        }
    }

    /** A chart of horizontal bars; what it leaves out stands in its caption. */
    public record Bars(String title, List<Bar> bars, String caption) implements Block {
        public Bars {
            bars = List.copyOf(bars);
        }

        @Override
        public boolean isEmpty() {
            return bars.isEmpty();
        }
    }

    /**
     * One of a chart.
     *
     * @param percent of the chart's width
     * @param limit where the limit is marked, in percent of the width; negative: there is none
     */
    public record Bar(String name, String value, double percent, double limit, Tone tone) {}

    /**
     * A chart of upright columns, the oldest first.
     *
     * @param limit where the limit is marked, in percent of the height; negative: there is none
     */
    public record Trend(String title, List<Column> columns, double limit, String caption) implements Block {
        public Trend {
            columns = List.copyOf(columns);
        }

        /** A single column is no trend. */
        @Override
        public boolean isEmpty() {
            return columns.size() < 2;
        }

        /** How wide a column is, in percent of the chart, with the gap behind it. */
        public double step() {
            return 100.0 / columns.size();
        }
    }

    /**
     * One of a trend.
     *
     * @param name for whoever points at it
     * @param percent of the chart's height
     */
    public record Column(String name, double percent, Tone tone) {}

    /** Sentences. */
    public record Notes(String title, Tone tone, List<String> lines) implements Block {
        public Notes {
            lines = List.copyOf(lines);
        }

        @Override
        public boolean isEmpty() {
            return lines.isEmpty();
        }
    }

    /** Facts as they come; those without a value are left out. */
    public static final class Facts {
        private final List<Fact> all = new ArrayList<>();

        public Facts add(String name, @Nullable Object value) {
            if (value != null && !value.toString().isEmpty()) {
                all.add(new Fact(name, value.toString()));
            }
            return this;
        }

        /** Which run it was. */
        Facts run(Reported run) {
            return add("Run", run.runId()).add("Runbook", run.runbook());
        }

        /** When it was, who started it, and how long it took. */
        Facts times(Reported run) {
            return add("Started", Words.time(run.startedAt()) + " by " + run.startedBy())
                    .add("Ended", Words.time(run.endedAt()))
                    .add("Took", Words.span(Duration.between(run.startedAt(), run.endedAt())));
        }

        public List<Fact> all() {
            return all;
        }
    }
}
