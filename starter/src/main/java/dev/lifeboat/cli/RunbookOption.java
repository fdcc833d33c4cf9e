package dev.lifeboat.cli;

import dev.lifeboat.catalogue.SetIndex;
import dev.lifeboat.dashboard.Overview;
import dev.lifeboat.dashboard.Overviews;
import dev.lifeboat.runbook.LoadedRunbook;
import dev.lifeboat.runbook.RunbookFile;
import dev.lifeboat.secret.Secrets;
import dev.lifeboat.session.StateFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import picocli.CommandLine.Option;

/** The options of every command that works on a runbook. */
final class RunbookOption {
    @Option(
            names = {"-r", "--runbook"},
            paramLabel = "FILE",
            defaultValue = "runbook.yaml",
            description = "the runbook (default: ./runbook.yaml)")
    private Path file = Path.of("runbook.yaml");

    @Option(names = "--json", description = "one JSON object a line on standard output, the last one a summary")
    private boolean json;

    LoadedRunbook load() {
        return RunbookFile.load(file);
    }

    boolean isThere() {
        return Files.exists(file);
    }

    /** How things stand with its system, as the stores know it. */
    Overview overview() {
        SetIndex index = SetIndex.in(StateFolder.of(System.getenv()).resolve("catalogue"));
        return new Overviews(load().runbook(), new Secrets(System.getenv()), index).at(Instant.now());
    }

    Output output() {
        return new Output(json);
    }
}
