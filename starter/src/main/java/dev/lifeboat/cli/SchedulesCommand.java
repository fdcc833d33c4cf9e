package dev.lifeboat.cli;

import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.runbook.LoadedRunbook;
import dev.lifeboat.schedule.ScheduleChange;
import dev.lifeboat.schedule.ScheduleLine;
import dev.lifeboat.schedule.Schedules;
import dev.lifeboat.session.Session;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The runbook's schedules. */
@Command(
        name = "schedules",
        description = "Turn the runbook's backups, drills and clean-up into schedules, and steer them.")
final class SchedulesCommand {
    @Command(name = "apply", description = "Create, update and remove schedules as the runbook says; a pause is kept.")
    int apply(@Mixin RunbookOption options, @Mixin EngineOption engine) {
        LoadedRunbook loaded = options.load();
        try (Session session = engine.open()) {
            Schedules schedules = new Schedules(session, loaded);
            if (!session.standing(loaded)) {
                throw new LifeboatException(
                        ErrorCode.USAGE,
                        "nothing would run these schedules: start `lifeboat dev -r " + loaded.file()
                                + "` first and leave it running, or set TEMPORAL_ADDRESS");
            }
            List<ScheduleChange> changes = schedules.apply();
            for (ScheduleChange change : changes) {
                options.output().line("%-48s %s", change.id(), change.change());
                options.output().object("schedule", change);
            }
            options.output().summary(Map.of("schedules", changes.size()));
            return 0;
        }
    }

    @Command(name = "list", description = "Show when each schedule runs next, and what it skipped or missed.")
    int list(@Mixin RunbookOption options, @Mixin EngineOption engine) {
        LoadedRunbook loaded = options.load();
        try (Session session = engine.open()) {
            List<ScheduleLine> lines = new Schedules(session, loaded).list();
            Output output = options.output();
            output.line("%-44s %-21s %-21s %5s %8s %7s", "SCHEDULE", "NEXT", "LAST", "RUNS", "SKIPPED", "MISSED");
            for (ScheduleLine line : lines) {
                output.line(
                        "%-44s %-21s %-21s %5d %8d %7d%s",
                        line.id(),
                        line.paused() ? "paused" : GateView.time(line.next()),
                        GateView.time(line.last()),
                        line.runs(),
                        line.skipped(),
                        line.missed(),
                        line.note() == null ? "" : "  " + line.note());
                output.object("schedule", line);
            }
            if (!session.standing(loaded)) {
                Output.say("no worker is running for them on this machine: `lifeboat dev` or `lifeboat worker`");
            }
            output.summary(Map.of("schedules", lines.size()));
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
        return change(options, engine, "started", null, (schedules, why) -> List.of(schedules.run(name)));
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
            if (done.equals("started") && !session.standing(loaded)) {
                throw new LifeboatException(
                        ErrorCode.USAGE,
                        "no worker is running for these schedules: start `lifeboat dev` or `lifeboat worker`");
            }
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
