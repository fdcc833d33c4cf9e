package dev.lifeboat.cli;

import dev.lifeboat.session.Session;
import picocli.CommandLine.Option;

/** The options of every command that needs Temporal. */
final class EngineOption {
    @Option(
            names = "--engine",
            paramLabel = "E",
            defaultValue = "auto",
            description = "auto, remote, dev or memory (default: auto)")
    private String engine = "auto";

    @Option(names = "--port", paramLabel = "N", defaultValue = "0", description = "port of an embedded engine's UI")
    private int port;

    Session open() {
        Session session = Session.open(engine, port, System.getenv());
        if (session.inMemory()) {
            Output.say("engine: in memory: no schedules, no UI, and a run ends with this process"
                    + (engine.equals("auto") ? "; `sh .ci/tools` builds the temporal binary" : ""));
        }
        return session;
    }
}
