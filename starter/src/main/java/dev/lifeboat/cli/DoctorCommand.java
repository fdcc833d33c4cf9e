package dev.lifeboat.cli;

import dev.lifeboat.doctor.Doctor;
import dev.lifeboat.doctor.Finding;
import dev.lifeboat.doctor.Finding.Level;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.postgres.ClientTools;
import dev.lifeboat.postgres.PostgresConnector;
import dev.lifeboat.runbook.LoadedRunbook;
import dev.lifeboat.schedule.ScheduleChange;
import dev.lifeboat.schedule.Schedules;
import dev.lifeboat.secret.Secrets;
import dev.lifeboat.session.Session;
import dev.lifeboat.session.StateFolder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Looks before it is needed. */
@Command(
        name = "doctor",
        description =
                "Check everything that a run needs, and print the fix for each failure. Where nothing may be deleted,"
                        + " one object, doctor/probe, stays in the store. Exit code 1: something is bad; 3: warnings alone, such as"
                        + " schedules that were not applied yet.")
final class DoctorCommand implements Callable<Integer> {
    @Mixin
    private RunbookOption runbook = new RunbookOption();

    @Mixin
    private EngineOption engine = new EngineOption();

    @Override
    public Integer call() {
        LoadedRunbook loaded = runbook.load();
        List<Finding> findings = new ArrayList<>();
        findings.add(Finding.ok(
                "runbook", loaded.file() + ", sha256 " + loaded.sha256().substring(0, 12)));
        findings.addAll(doctor(loaded).examine(Instant.now()));
        findings.addAll(engine(loaded));
        Output output = runbook.output();
        for (Finding finding : findings) {
            output.line("%-8s %-13s %s", finding.level().wireName(), finding.check(), finding.detail());
            if (finding.fix() != null) {
                output.line("         fix:          %s", finding.fix());
            }
            output.object("finding", finding);
        }
        long bad = count(findings, Level.BAD);
        long warnings = count(findings, Level.WARNING);
        output.line("%d checks, %d bad, %d warnings", findings.size(), bad, warnings);
        output.summary(Map.of("checks", findings.size(), "bad", bad, "warnings", warnings));
        return bad > 0 ? 1 : warnings > 0 ? 3 : 0;
    }

    private static Doctor doctor(LoadedRunbook loaded) {
        Secrets secrets = new Secrets(System.getenv());
        return new Doctor(
                loaded.runbook(),
                secrets,
                new PostgresConnector(secrets),
                new ClientTools(System.getenv()),
                StateFolder.place(System.getenv()));
    }

    private static long count(List<Finding> findings, Level level) {
        return findings.stream().filter(finding -> finding.level() == level).count();
    }

    private List<Finding> engine(LoadedRunbook loaded) {
        List<Finding> findings = new ArrayList<>();
        try (Session session = engine.open()) {
            if (session.inMemory()) {
                findings.add(Finding.warning(
                        "engine",
                        "in memory: no schedules, no UI, a run ends with its process",
                        "go install github.com/temporalio/cli/cmd/temporal@v1.5.1, or set TEMPORAL_ADDRESS"));
                return findings;
            }
            findings.add(Finding.ok("engine", session.embedded() ? "embedded dev server" : "Temporal service"));
            findings.add(schedules(session, loaded));
        } catch (LifeboatException e) {
            findings.add(Finding.bad(
                    "engine", e.code(), String.valueOf(e.getMessage()), e.code().hint()));
        }
        return findings;
    }

    private static Finding schedules(Session session, LoadedRunbook loaded) {
        List<ScheduleChange> known = new Schedules(session, loaded).compare();
        List<ScheduleChange> pending =
                known.stream().filter(ScheduleChange::any).toList();
        if (!pending.isEmpty()) {
            return Finding.warning(
                    "schedules",
                    pending.stream()
                                    .map(change -> change.id() + " is "
                                            + change.change().words())
                                    .collect(Collectors.joining(", "))
                            + ": nothing of the runbook runs by itself until its schedules are applied",
                    "lifeboat schedules apply -r " + loaded.file());
        }
        List<String> paused = known.stream()
                .filter(ScheduleChange::paused)
                .map(ScheduleChange::id)
                .toList();
        return paused.isEmpty()
                ? Finding.ok("schedules", known.size() + " on the engine")
                : Finding.warning(
                        "schedules", "paused: " + String.join(", ", paused), "lifeboat schedules resume NAME");
    }
}
