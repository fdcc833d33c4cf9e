package dev.lifeboat.cli;

import dev.lifeboat.api.ApiServer;
import dev.lifeboat.api.Tokens;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.operations.EngineOperations;
import dev.lifeboat.runbook.LoadedRunbook;
import dev.lifeboat.session.KnownFailures;
import dev.lifeboat.session.Session;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The HTTP API. */
@Command(
        name = "serve",
        description =
                "Serve the HTTP API of a runbook until stopped. On an embedded engine it brings a worker; beside a"
                        + " shared Temporal service the work is done by `lifeboat worker`.")
final class ServeCommand implements Callable<Integer> {
    static final Duration USUAL_WATCH = Duration.ofMinutes(1);
    private static final Duration SHORTEST_WATCH = Duration.ofSeconds(1);
    private static final Duration LONGEST_WATCH = Duration.ofDays(1);

    @Mixin
    private RunbookOption runbook = new RunbookOption();

    @Option(
            names = "--engine",
            paramLabel = "E",
            defaultValue = "auto",
            description = "auto, remote, dev or memory (default: auto)")
    private String engine = "auto";

    @Option(names = "--host", paramLabel = "H", defaultValue = "127.0.0.1", description = "address to listen on")
    private String host = "127.0.0.1";

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "8080",
            description = "port to listen on; 0 for a free one")
    private int port;

    @Option(
            names = "--watch",
            paramLabel = "SPAN",
            defaultValue = "PT1M",
            description =
                    "how often to look whether Temporal answers, a worker works and schedules start, and to tell people"
                            + " where not (default: PT1M); PT0S: never")
    private Duration watch = USUAL_WATCH;

    @Override
    public Integer call() {
        boolean watches = !watch.isZero();
        if (watches && (watch.compareTo(SHORTEST_WATCH) < 0 || watch.compareTo(LONGEST_WATCH) > 0)) {
            throw new LifeboatException(ErrorCode.USAGE, "--watch " + watch + ": from PT1S to P1D, or PT0S for never");
        }
        LoadedRunbook loaded = runbook.load();
        try (Session session = Session.open(engine, 0, System.getenv())) {
            if (session.embedded()) {
                session.stand(loaded);
            }
            if (watches) {
                session.watchHealth(loaded, watch);
            }
            Tokens tokens = new Tokens(session.state());
            if (tokens.list().isEmpty()) {
                Output.say("nobody has a token yet: `lifeboat token create --name NAME --role admin`");
            }
            try (ApiServer server = listen(session, loaded, tokens, host, port)) {
                Output.say("api: http://%s:%d/api/v1; Ctrl-C stops it", host, server.port());
                Staying.untilStopped();
            }
        }
        return ErrorCode.INTERRUPTED.exitCode();
    }

    static ApiServer listen(Session session, LoadedRunbook loaded, Tokens tokens, String host, int port) {
        session.watch(loaded);
        try {
            return ApiServer.start(new EngineOperations(session, loaded), tokens, host, port);
        } catch (RuntimeException e) {
            LifeboatException known = KnownFailures.find(e);
            throw known == null
                    ? new LifeboatException(
                            ErrorCode.USAGE, "the API cannot listen on " + host + ":" + port + ": " + e.getMessage(), e)
                    : known;
        }
    }
}
