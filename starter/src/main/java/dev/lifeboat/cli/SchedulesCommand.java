package dev.lifeboat.cli;

import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.runbook.LoadedRunbook;
import dev.lifeboat.schedule.LostHours;
import dev.lifeboat.schedule.ScheduleChange;
import dev.lifeboat.schedule.ScheduleChange.Field;
import dev.lifeboat.schedule.ScheduleLine;
import dev.lifeboat.schedule.Schedules;
import dev.lifeboat.session.Session;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The runbook's schedules. */
@Command(
        name = "schedules",
        description =
                "Turn the runbook's backups, drills, verifications, clean-up and health check into schedules, and steer them.")
final class SchedulesCommand {
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    @Command(
            name = "apply",
            description =
                    "Show what is different from the runbook, and make the schedules as it says; a pause is kept.")
    int apply(
            @Option(names = "--dry-run", description = "only show the difference") boolean dryRun,
            @Option(names = "--yes", description = "do not ask") boolean yes,
            @Mixin RunbookOption options,
            @Mixin EngineOption engine) {
        LoadedRunbook loaded = options.load();
        try (Session session = engine.open()) {
            Schedules schedules = new Schedules(session, loaded);
            if (!dryRun && !session.standing(loaded)) {
                throw new LifeboatException(
                        ErrorCode.USAGE,
                        "nothing would run these schedules: start `lifeboat dev -r " + loaded.file()
                                + "` first and leave it running, or set TEMPORAL_ADDRESS");
            }
            List<ScheduleChange> changes = schedules.compare();
            for (ScheduleChange change : changes) {
                options.output()
                        .line(
                                "%-10s %-44s %s%s",
                                change.change().wireName(),
                                change.id(),
                                String.join(
                                        "; ",
                                        change.fields().stream()
                                                .map(Field::words)
                                                .toList()),
                                change.paused() ? " (paused)" : "");
                options.output().object("schedule", change);
            }
            List<String> warnings = LostHours.of(loaded.runbook(), Instant.now());
            warnings.forEach(warning -> Output.say("warning: %s", warning));
            long different = changes.stream().filter(ScheduleChange::any).count();
            boolean doIt = different > 0 && !dryRun && agreed(yes, different);
            if (doIt) {
                schedules.apply(changes);
            }
            Output.say(
                    different == 0
                            ? "nothing is different"
                            : doIt ? "%d schedules applied" : "%d schedules are different; nothing was changed",
                    different);
            options.output()
                    .summary(Map.of(
                            "schedules",
                            changes.size(),
                            "different",
                            different,
                            "applied",
                            doIt,
                            "warnings",
                            warnings));
            return warnings.isEmpty() ? 0 : 3;
        }
    }

    private static boolean agreed(boolean yes, long different) {
        if (yes) {
            return true;
        }
        if (!Session.interactive()) {
            throw new LifeboatException(
                    ErrorCode.USAGE, different + " schedules would be changed; say --yes where nobody can be asked");
        }
        Output.say("apply? [y/N]");
        Terminal.Line answer = new Terminal().poll(PATIENCE);
        return answer != null
                && answer.text() != null
                && answer.text().strip().toLowerCase(Locale.ROOT).startsWith("y");
    }

    @Command(
            name = "list",
            description = "Show the next runs of each schedule, its last result, and what it skipped or missed.")
    int list(@Mixin RunbookOption options, @Mixin EngineOption engine) {
        LoadedRunbook loaded = options.load();
        try (Session session = engine.open()) {
            Schedules schedules = new Schedules(session, loaded);
            List<ScheduleLine> lines = schedules.list();
            Output output = options.output();
            output.line(
                    "%-44s %-21s %-21s %-10s %5s %8s %7s",
                    "SCHEDULE", "NEXT", "LAST", "RESULT", "RUNS", "SKIPPED", "MISSED");
            for (ScheduleLine line : lines) {
                output.line(
                        "%-44s %-21s %-21s %-10s %5d %8d %7d%s",
                        line.id(),
                        line.paused()
                                ? "paused"
                                : GateView.time(
                                        line.next().isEmpty()
                                                ? null
                                                : line.next().get(0)),
                        GateView.time(line.last()),
                        line.result() == null ? "-" : line.result(),
                        line.runs(),
                        line.skipped(),
                        line.missed(),
                        line.note() == null ? "" : "  " + line.note());
                output.line(
                        "  %-42s %s",
                        line.at(),
                        line.next().size() < 2
                                ? ""
                                : "then "
                                        + line.next().stream()
                                                .skip(1)
                                                .map(GateView::time)
                                                .collect(Collectors.joining(", ")));
                output.object("schedule", line);
            }
            if (!session.standing(loaded)) {
                Output.say("no worker is running for them on this machine: `lifeboat dev` or `lifeboat worker`");
            }
            SortedSet<String> missing = schedules.wanted();
            lines.forEach(line -> missing.remove(line.id()));
            missing.forEach(id -> Output.say("%s is in the runbook alone: `lifeboat schedules apply`", id));
            output.summary(Map.of("schedules", lines.size(), "missing", missing));
            return 0;
        }
    }

    @Command(
            name = "backfill",
            description = "Start the runs of a schedule that a span of time did not have, one behind the other, now.")
    int backfill(
            @Parameters(paramLabel = "NAME", description = "as drill/weekly") String name,
            @Option(
                            names = "--from",
                            required = true,
                            paramLabel = "TIME",
                            description = "2025-01-14, 2025-01-14T02:00:00Z, or 7d, 12h ago")
                    String from,
            @Option(names = "--to", paramLabel = "TIME", description = "likewise (default: now)") @Nullable String to,
            @Mixin RunbookOption options,
            @Mixin EngineOption engine) {
        Instant now = Instant.now();
        Instant begin = Usage.parse(() -> Moments.parse(from, now));
        Instant end = to == null ? now : Usage.parse(() -> Moments.parse(to, now));
        LoadedRunbook loaded = options.load();
        try (Session session = engine.open()) {
            requireWorker(session, loaded);
            Schedules.Backfill filled = new Schedules(session, loaded).backfill(name, begin, end, now);
            Output output = options.output();
            output.line(
                    "%s: %d runs, one behind the other, in place of",
                    filled.id(), filled.times().size());
            filled.times().forEach(time -> output.line("  %s", GateView.time(time)));
            output.summary(filled);
            return 0;
        }
    }

    @Command(name = "pause", description = "Pause one schedule, or all.")
    int pause(
            @Parameters(arity = "0..*", paramLabel = "NAME", description = "as backup/daily; none: all") @Nullable
                    List<String> names,
            @Option(names = "--note", paramLabel = "WHY", description = "shown in every list") @Nullable String note,
            @Mixin RunbookOption options,
            @Mixin EngineOption engine) {
        return change(options, engine, "paused", note, (schedules, why) -> schedules.pause(orAll(names), why));
    }

    @Command(name = "resume", description = "Let one paused schedule, or all, go on.")
    int resume(
            @Parameters(arity = "0..*", paramLabel = "NAME", description = "as backup/daily; none: all") @Nullable
                    List<String> names,
            @Option(names = "--note", paramLabel = "WHY", description = "shown in every list") @Nullable String note,
            @Mixin RunbookOption options,
            @Mixin EngineOption engine) {
        return change(options, engine, "resumed", note, (schedules, why) -> schedules.resume(orAll(names), why));
    }

    @Command(name = "run", description = "Start a schedule's run now.")
    int run(
            @Parameters(paramLabel = "NAME", description = "as drill/weekly") String name,
            @Mixin RunbookOption options,
            @Mixin EngineOption engine) {
        LoadedRunbook loaded = options.load();
        try (Session session = engine.open()) {
            requireWorker(session, loaded);
            String id = new Schedules(session, loaded).run(name);
            options.output().line("%s started", id);
            options.output().summary(Map.of("started", List.of(id)));
            return 0;
        }
    }

    private static void requireWorker(Session session, LoadedRunbook loaded) {
        if (!session.standing(loaded)) {
            throw new LifeboatException(
                    ErrorCode.USAGE,
                    "no worker is running for these schedules: start `lifeboat dev` or `lifeboat worker`");
        }
    }

    private static List<String> orAll(@Nullable List<String> names) {
        return names == null ? List.of() : names;
    }

    private static int change(
            RunbookOption options,
            EngineOption engine,
            String done,
            @Nullable String note,
            BiFunction<Schedules, String, List<String>> work) {
        LoadedRunbook loaded = options.load();
        try (Session session = engine.open()) {
            String why = done + " by " + session.user() + (note == null ? "" : ": " + note);
            List<String> ids = work.apply(new Schedules(session, loaded), why);
            for (String id : ids) {
                options.output().line("%s %s", id, done);
            }
            options.output().summary(Map.of(done, ids));
            return 0;
        }
    }
}
