package dev.lifeboat.cli;

import dev.lifeboat.runbook.LoadedRunbook;
import dev.lifeboat.runbook.RunbookSchema;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The runbook itself. */
@Command(name = "runbook", description = "Check a runbook, or print its JSON Schema.")
final class RunbookCommand {
    @Command(name = "validate", description = "Check a runbook; errors name line and field.")
    int validate(@Mixin RunbookOption options) {
        LoadedRunbook loaded = options.load();
        options.output()
                .line(
                        "%s: valid; %d phases, %d backups, %d drills; sha256 %s",
                        loaded.file(),
                        loaded.runbook().phases().size(),
                        loaded.runbook().backups().size(),
                        loaded.runbook().drills().size(),
                        loaded.sha256());
        options.output().summary(Map.of("name", loaded.runbook().name(), "sha256", loaded.sha256(), "valid", true));
        return 0;
    }

    @Command(name = "schema", description = "Print the JSON Schema of runbooks.")
    int schema() {
        System.out.println(RunbookSchema.generate().toPrettyString());
        return 0;
    }
}
