package dev.lifeboat.cli;

import dev.lifeboat.runbook.LoadedRunbook;
import dev.lifeboat.runbook.RunbookFile;
import java.nio.file.Files;
import java.nio.file.Path;
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

    Output output() {
        return new Output(json);
    }
}
