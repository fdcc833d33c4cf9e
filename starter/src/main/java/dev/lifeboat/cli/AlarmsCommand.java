package dev.lifeboat.cli;

import dev.lifeboat.anomaly.Alarms;
import dev.lifeboat.anomaly.Resolving;
import dev.lifeboat.archive.Mark;
import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.audit.AuditTrail;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.runbook.Runbook;
import dev.lifeboat.secret.Secrets;
import dev.lifeboat.session.Session;
import dev.lifeboat.set.Vault;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What the watch found, and a person's word on it. */
@Command(
        name = "alarms",
        description = "Look at sets that differ from those before them, and say that somebody has looked.")
final class AlarmsCommand {
    private final Secrets secrets = new Secrets(System.getenv());

    @Command(name = "list", description = "List the alarms that nobody has looked at (exit code 3 if there are any).")
    int list(
            @Mixin RunbookOption options, @Option(names = "--all", description = "the resolved ones too") boolean all) {
        OpenVault vault = vault(options.load().runbook());
        List<Alarms.Raised> raised = new Alarms(vault).list();
        List<Alarms.Raised> open = raised.stream().filter(Alarms.Raised::open).toList();
        Output output = options.output();
        for (Alarms.Raised alarm : all ? raised : open) {
            output.line("%-36s %s  %s", alarm.mark().set(), alarm.mark().at(), state(alarm));
            output.line("    %s", alarm.mark().detail());
            output.object("alarm", alarm);
        }
        output.summary(Map.of("alarms", raised.size(), "open", open.size()));
        if (raised.isEmpty()) {
            Output.say("no set has an alarm");
        } else if (open.isEmpty() && !all) {
            Output.say("no alarm is open; --all shows those that somebody looked at");
        }
        return open.isEmpty() ? 0 : 3;
    }

    @Command(name = "show", description = "Show all that was found in a set.")
    int show(@Mixin RunbookOption options, @Parameters(paramLabel = "SET", description = "a set's name") String set) {
        List<Alarms.Raised> raised = new Alarms(vault(options.load().runbook())).of(set);
        Output output = options.output();
        for (Alarms.Raised alarm : raised) {
            output.line("alarmed   %s at %s", alarm.mark().set(), alarm.mark().at());
            alarm.words().forEach(finding -> output.line("finding   %s", finding));
            if (alarm.alarm() != null) {
                alarm.alarm().comparedWith().forEach(older -> output.line("pinned    %s", older.set()));
            }
            output.line("state     %s", state(alarm));
            output.object("alarm", alarm);
        }
        output.summary(Map.of(
                "set", set,
                "alarms", raised.size(),
                "open", raised.stream().filter(Alarms.Raised::open).count()));
        if (raised.isEmpty()) {
            Output.say("%s has no alarm", set);
        }
        return raised.stream().anyMatch(Alarms.Raised::open) ? 3 : 0;
    }

    @Command(
            name = "resolve",
            description = "Say that somebody looked at a set's alarms: it may be restored and is a measure for later"
                    + " sets, the older sets are no longer pinned, and retention goes on.")
    int resolve(
            @Mixin RunbookOption options,
            @Parameters(paramLabel = "SET", description = "a set's name") String set,
            @Option(names = "--reason", required = true, paramLabel = "R", description = "what was found, recorded")
                    String reason,
            @Option(names = "--keep-pins", description = "the older sets stay pinned") boolean keepPins) {
        if (reason.isBlank()) {
            throw new LifeboatException(ErrorCode.USAGE, "--reason is empty: say what was found");
        }
        Runbook runbook = options.load().runbook();
        OpenVault vault = vault(runbook);
        Resolving.Resolved resolved = new Resolving(vault, AuditTrail.of(vault, secrets, runbook))
                .resolve(set, Session.user(System.getenv()), reason.strip(), keepPins, Instant.now());
        resolved.warnings().forEach(warning -> Output.say("warning: %s", warning));
        options.output()
                .line(
                        "%s  resolved in %s; %d older sets released",
                        set,
                        String.join(", ", resolved.stores()),
                        resolved.released().size());
        options.output().summary(resolved);
        return resolved.warnings().isEmpty() ? 0 : 3;
    }

    private OpenVault vault(Runbook runbook) {
        return OpenVault.of(Vault.of(runbook), secrets);
    }

    private static String state(Alarms.Raised alarm) {
        if (alarm.problem() != null) {
            return "OPEN: nothing of this set is to be believed; find out who changed it, and take the set of another store";
        }
        Mark resolution = alarm.resolution();
        return resolution == null
                ? "OPEN: lifeboat alarms resolve " + alarm.mark().set() + " --reason …"
                : "resolved at " + resolution.at() + " " + resolution.detail();
    }
}
