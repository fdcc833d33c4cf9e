package dev.lifeboat.cli;

import dev.lifeboat.activity.Heartbeat;
import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.catalogue.KnownPrimary;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.flow.RunIds;
import dev.lifeboat.retention.CleanUpReport;
import dev.lifeboat.retention.CleanedStore;
import dev.lifeboat.retention.Leftover;
import dev.lifeboat.retention.Outlook;
import dev.lifeboat.retention.RetentionReport;
import dev.lifeboat.retention.RetentionRequest;
import dev.lifeboat.retention.SetDecision;
import dev.lifeboat.retention.Surveyor;
import dev.lifeboat.runbook.ByteCount;
import dev.lifeboat.runbook.LoadedRunbook;
import dev.lifeboat.runbook.StoreSettings;
import dev.lifeboat.secret.Secrets;
import dev.lifeboat.session.Session;
import dev.lifeboat.set.Vault;
import io.temporal.client.WorkflowStub;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Cleans up, or says what that would do. */
@Command(
        name = "retention",
        description = "Delete the sets whose time is over, as the runbook says, and what belongs to no set.")
final class RetentionCommand implements Callable<Integer> {
    private static final String SET_LINE = "%-36s %-9s %6s %10s  %-10s  %-7s %s";

    @Mixin
    private RunbookOption runbook = new RunbookOption();

    @Mixin
    private EngineOption engine = new EngineOption();

    @Option(names = "--dry-run", description = "only show what would go, what would stay, and why")
    private boolean dryRun;

    @Option(names = "--store", paramLabel = "NAME", description = "this store only (default: all of the runbook)")
    private @Nullable String store;

    @Override
    public Integer call() {
        LoadedRunbook loaded = runbook.load();
        List<String> stores = stores(loaded);
        return dryRun ? look(loaded, stores) : clean(loaded);
    }

    private List<String> stores(LoadedRunbook loaded) {
        StoreSettings settings = loaded.runbook().store();
        String asked = store;
        return asked == null ? settings.names() : List.of(Usage.parse(() -> settings.require(asked)));
    }

    /** Whether a run still goes on is not asked here: that of a folder a day old is nearly always over. */
    private int look(LoadedRunbook loaded, List<String> stores) {
        Instant now = Instant.now();
        Secrets secrets = new Secrets(System.getenv());
        KnownPrimary.require(OpenVault.of(Vault.of(loaded.runbook()), secrets));
        long bytes = 0;
        long leftoverBytes = 0;
        int deletions = 0;
        int warnings = 0;
        List<String> stops = new ArrayList<>();
        for (String name : stores) {
            Outlook outlook = new Surveyor(loaded.runbook(), name, secrets, run -> false).look(now, Heartbeat.none());
            boolean stopped = !outlook.verdict().stops().isEmpty();
            sets(name, outlook.verdict().decisions(), now, "goes");
            leftovers(outlook.leftovers(), stopped ? "stays" : "goes");
            for (String stop : outlook.verdict().stops()) {
                Output.say("stopped: %s: nothing is planned for this store: %s", name, stop);
                stops.add(name + ": " + stop);
            }
            outlook.verdict().warnings().forEach(warning -> Output.say("warning: %s: %s", name, warning));
            warnings += outlook.verdict().warnings().size();
            deletions += outlook.verdict().deletions().size();
            bytes += outlook.verdict().deletions().stream()
                    .mapToLong(SetDecision::storedBytes)
                    .sum();
            leftoverBytes +=
                    outlook.leftovers().stream().mapToLong(Leftover::bytes).sum();
        }
        // What stops one store stops all.
        boolean goes = stops.isEmpty();
        int going = goes ? deletions : 0;
        long free = goes ? bytes + leftoverBytes : 0;
        runbook.output().line("%d sets would go, %s; nothing was deleted", going, new ByteCount(free).human());
        SortedMap<String, Object> summary = new TreeMap<>(Map.of("dryRun", true, "stores", stores, "stopped", stops));
        summary.put("deleted", going);
        summary.put("storedBytes", goes ? bytes : 0);
        summary.put("leftoverBytes", goes ? leftoverBytes : 0);
        runbook.output().summary(summary);
        if (!stops.isEmpty()) {
            throw new LifeboatException(
                    ErrorCode.RETENTION_STOPPED, "a clean-up would delete nothing: " + String.join("; ", stops));
        }
        return warnings == 0 ? 0 : 3;
    }

    private int clean(LoadedRunbook loaded) {
        try (Session session = engine.open()) {
            String id = RunIds.retention(loaded.runbook().name());
            Output.say("run %s", id);
            WorkflowStub run = session.start(
                    "Retention",
                    id,
                    "clean-up" + (store == null ? "" : " of " + store),
                    new RetentionRequest(loaded.runbook(), loaded.sha256(), store, session.user()));
            RetentionReport report = Following.toEnd(run, RetentionReport.class);
            Instant now = Instant.now();
            for (CleanedStore cleaned : report.stores()) {
                CleanUpReport whole = CleanUpReport.read(
                        loaded.runbook(), cleaned.store(), cleaned.report(), new Secrets(System.getenv()));
                sets(cleaned.store(), whole.deleted(), now, "gone");
                sets(cleaned.store(), whole.kept(), now, "gone");
                leftovers(whole.leftovers(), "gone");
                runbook.output()
                        .line(
                                "%s: %d sets gone, %d stay, %s free; report %s",
                                cleaned.store(),
                                cleaned.deleted(),
                                cleaned.kept(),
                                new ByteCount(cleaned.bytes() + cleaned.leftoverBytes()).human(),
                                cleaned.report());
            }
            report.warnings().forEach(warning -> Output.say("warning: %s", warning));
            runbook.output().summary(report);
            return report.warnings().isEmpty() ? 0 : 3;
        }
    }

    private void sets(String name, List<SetDecision> sets, Instant now, String going) {
        if (sets.isEmpty()) {
            return;
        }
        runbook.output().line(SET_LINE, "SET IN " + name, "STATE", "AGE", "SIZE", "KEEP UNTIL", "", "WHY");
        for (SetDecision set : sets) {
            runbook.output()
                    .line(
                            SET_LINE,
                            set.set(),
                            set.state().wireName(),
                            age(Duration.between(set.takenAt(), now)),
                            new ByteCount(set.storedBytes()).human(),
                            set.keepUntil() == null
                                    ? "-"
                                    : set.keepUntil().toString().substring(0, "2026-11-22".length()),
                            set.delete() ? going : "stays",
                            String.join("; ", set.reasons()));
            runbook.output().object("set", new StoredDecision(name, set));
        }
    }

    private void leftovers(List<Leftover> leftovers, String going) {
        for (Leftover leftover : leftovers) {
            runbook.output()
                    .line(
                            SET_LINE,
                            leftover.what(),
                            "leftover",
                            "",
                            new ByteCount(leftover.bytes()).human(),
                            "-",
                            going,
                            leftover.objects().size() + " objects: " + leftover.reason());
            runbook.output().object("leftover", leftover);
        }
    }

    private static String age(Duration age) {
        return age.toDays() > 0 ? age.toDays() + " d" : age.toHours() + " h";
    }

    /** A line of JSON. */
    private record StoredDecision(String store, SetDecision decision) {}
}
