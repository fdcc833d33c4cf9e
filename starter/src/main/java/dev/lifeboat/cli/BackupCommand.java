package dev.lifeboat.cli;

import dev.lifeboat.backup.BackupReport;
import dev.lifeboat.backup.BackupRequest;
import dev.lifeboat.flow.RunIds;
import dev.lifeboat.notice.Spoken;
import dev.lifeboat.runbook.ByteCount;
import dev.lifeboat.runbook.LoadedRunbook;
import dev.lifeboat.runbook.Runbook;
import dev.lifeboat.session.Session;
import dev.lifeboat.set.BackupMode;
import dev.lifeboat.set.Form;
import dev.lifeboat.set.SetContent;
import io.temporal.client.WorkflowStub;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
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
            description =
                    "daily, weekly, monthly, pre-deployment, on-demand, emergency, schema or data (default: on-demand)")
    private @Nullable String mode;

    @Option(
            names = "--tables",
            paramLabel = "T",
            split = ",",
            description = "only rows of these tables, as schema.table or table")
    private List<String> tables = List.of();

    @Option(
            names = "--where",
            paramLabel = "T:SQL",
            description = "of table T only rows for which this condition is true; may be repeated")
    private List<String> conditions = List.of();

    @Option(names = "--form", paramLabel = "F", description = "archive, json or sql (default: archive)")
    private String form = "archive";

    @ArgGroup
    private @Nullable Half half;

    /** Half of a database. */
    static final class Half {
        @Option(names = "--schema-only", description = "definitions without rows")
        private boolean schema;

        @Option(names = "--data-only", description = "rows without definitions")
        private boolean data;
    }

    @Option(names = "--label", paramLabel = "L", description = "part of the set's name")
    private @Nullable String label;

    @Option(names = "--reason", paramLabel = "R", description = "recorded in the manifest")
    private @Nullable String reason;

    @Option(names = "--verify", description = "verify the set at once")
    private boolean verify;

    @Option(names = "--full", description = "store every chunk, also where archive.reuse would refer to earlier ones")
    private boolean full;

    @Override
    public Integer call() {
        LoadedRunbook loaded = runbook.load();
        BackupMode chosen = Usage.parse(this::chosenMode);
        BackupRequest request = Usage.parse(() ->
                new BackupRequest(loaded.runbook(), loaded.sha256(), chosen, label, reason, verify, content(), full));
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
                            "%s  %s  %,d rows  %s stored of %s%s  in %.1f s%s",
                            report.setId(),
                            Spoken.count(report.tables(), "table"),
                            report.rows(),
                            new ByteCount(report.storedBytes()).human(),
                            new ByteCount(report.bytes()).human(),
                            report.reusedBytes() == 0
                                    ? ""
                                    : ", " + new ByteCount(report.reusedBytes()).human() + " reused",
                            report.duration().toMillis() / 1000.0,
                            report.verified() ? "  verified" : "");
            report.findings().forEach(finding -> Output.say("ALARM: %s", finding));
            if (!report.findings().isEmpty()) {
                Output.say("nothing is removed until somebody looks: lifeboat alarms show %s", report.setId());
            }
            report.notes().forEach(note -> Output.say("note: %s", note));
            Heads.say(report.setId(), report.manifestSha256());
            runbook.output().summary(report);
            return report.warnings().isEmpty() && report.findings().isEmpty() ? 0 : 3;
        }
    }

    private BackupMode chosenMode() {
        if (mode != null) {
            return BackupMode.parse(mode);
        }
        return half == null ? BackupMode.ON_DEMAND : half.schema ? BackupMode.SCHEMA : BackupMode.DATA;
    }

    private SetContent content() {
        SortedMap<String, String> where = new TreeMap<>();
        for (String condition : conditions) {
            int colon = condition.indexOf(':');
            if (colon < 1) {
                throw new IllegalArgumentException("--where: expected TABLE:CONDITION, found \"" + condition + "\"");
            }
            if (where.put(Runbook.qualified(condition.substring(0, colon)), condition.substring(colon + 1)) != null) {
                throw new IllegalArgumentException("--where: two conditions for " + condition.substring(0, colon));
            }
        }
        return new SetContent(
                Form.parse(form), half == null || !half.data, half == null || !half.schema, tables, where);
    }
}
