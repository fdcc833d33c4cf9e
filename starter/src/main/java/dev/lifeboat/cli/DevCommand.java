package dev.lifeboat.cli;

import dev.lifeboat.api.ApiServer;
import dev.lifeboat.api.Role;
import dev.lifeboat.api.Tokens;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.runbook.LoadedRunbook;
import dev.lifeboat.session.Session;
import java.time.Instant;
import java.util.HexFormat;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Everything in one process. */
@Command(
        name = "dev",
        description = "Run engine, worker, schedules and API of a runbook on this machine until stopped.")
final class DevCommand implements Callable<Integer> {
    @Mixin
    private RunbookOption runbook = new RunbookOption();

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "0",
            description = "port of Temporal's UI; 0 for a free one")
    private int port;

    @Option(
            names = "--api-port",
            paramLabel = "N",
            defaultValue = "0",
            description = "port of the API; 0 for a free one")
    private int apiPort;

    @Override
    public Integer call() {
        LoadedRunbook loaded = runbook.load();
        try (Session session = Session.open("dev", port, System.getenv())) {
            WorkerCommand.standIn(session, loaded);
            session.watchHealth(loaded, ServeCommand.USUAL_WATCH);
            Tokens tokens = new Tokens(session.state());
            String name = "dev-"
                    + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
            String token = tokens.create(name, Role.ADMIN, Instant.now());
            try (ApiServer server = ServeCommand.listen(session, loaded, tokens, "127.0.0.1", apiPort)) {
                Output.say("temporal ui  %s", session.uiUrl());
                Output.say("api          LIFEBOAT_API=http://127.0.0.1:%d", server.port());
                Output.say("token        LIFEBOAT_TOKEN=%s   (of this process; gone with it)", token);
                Output.say("schedules    `lifeboat schedules apply -r %s` turns them on", loaded.file());
                Output.say("running; Ctrl-C stops everything");
                Staying.untilStopped();
            } finally {
                tokens.revoke(name);
            }
        }
        return ErrorCode.INTERRUPTED.exitCode();
    }
}
