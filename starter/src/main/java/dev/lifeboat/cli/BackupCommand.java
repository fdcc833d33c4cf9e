package dev.lifeboat.cli;

import dev.lifeboat.backup.BackupReport;
import dev.lifeboat.backup.BackupRequest;
import dev.lifeboat.flow.RunIds;
import dev.lifeboat.runbook.ByteCount;
import dev.lifeboat.runbook.LoadedRunbook;
import dev.lifeboat.session.Session;
import dev.lifeboat.set.BackupMode;
import io.temporal.client.WorkflowStub;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Takes a set. */
@Command(name = "backup", description = "Take a set: encrypted, signed, consistent.")
final class BackupCommand implements Callable<Integer> {
    @Mixin
    private RunbookOption runbook = new RunbookOption();

    @Mixin
    private EngineOption engine = new EngineOption();

    @Option(
            names = "--mode",
            paramLabel = "M",
            defaultValue = "on-demand",
            description = "daily, weekly, monthly, pre-deployment, on-demand or emergency (default: on-demand)")
    private String mode = "on-demand";

    @Option(names = "--label", paramLabel = "L", description = "part of the set's name")
    private @Nullable String label;

    @Option(names = "--reason", paramLabel = "R", description = "recorded in the manifest")
    private @Nullable String reason;

    @Option(names = "--verify", description = "verify the set at once")
    private boolean verify;

    @Override
    public Integer call() {
        LoadedRunbook loaded = runbook.load();
        BackupMode chosen = Usage.parse(() -> BackupMode.parse(mode));
        BackupRequest request =
                Usage.parse(() -> new BackupRequest(loaded.runbook(), loaded.sha256(), chosen, label, reason, verify));
        try (Session session = engine.open()) {
            String id = RunIds.backup(loaded.runbook().name(), chosen.wireName(), Instant.now());
            Output.say("run %s", id);
            WorkflowStub run = session.start(
                    "Backup",
                    id,
                    chosen.wireName() + " backup of " + loaded.runbook().name(),
                    request);
            BackupReport report = Following.backup(run);
            report.warnings().forEach(warning -> Output.say("warning: %s", warning));
            runbook.output()
                    .line(
                            "%s  %d tables  %,d rows  %s stored of %s  in %.1f s%s",
                            report.setId(),
                            report.tables(),
                            report.rows(),
                            new ByteCount(report.storedBytes()).human(),
                            new ByteCount(report.bytes()).human(),
                            report.duration().toMillis() / 1000.0,
                            report.verified() ? "  verified" : "");
            runbook.output().summary(report);
            return report.warnings().isEmpty() ? 0 : 3;
        }
    }
}
