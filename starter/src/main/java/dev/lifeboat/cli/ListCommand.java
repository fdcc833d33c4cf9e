package dev.lifeboat.cli;

import dev.lifeboat.archive.SetState;
import dev.lifeboat.catalogue.CataloguedSet;
import dev.lifeboat.catalogue.ListedSets;
import dev.lifeboat.catalogue.SetFilter;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.set.BackupMode;
import dev.lifeboat.set.Form;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The catalogue. */
@Command(
        name = "list",
        description =
                "List the sets of all stores, newest first, and how far each is to be believed. Exit code 3 if a copy"
                        + " failed, two sets have one name, an alarm is open, a store does not answer, or the primary one has lost all sets.")
final class ListCommand implements Callable<Integer> {
    @Mixin
    private RunbookOption runbook = new RunbookOption();

    @Option(names = "--mode", paramLabel = "MODE", description = "only sets of this mode")
    private @Nullable String mode;

    @Option(names = "--state", paramLabel = "STATE", description = "only taken, verified, proven or failed ones")
    private @Nullable String state;

    @Option(names = "--store", paramLabel = "NAME", description = "only sets that this store has")
    private @Nullable String store;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description = "only data of then and later: 2025-01-14, 2025-01-14T02:00:00Z, or 30d, 12h ago")
    private @Nullable String since;

    @Option(names = "--until", paramLabel = "TIME", description = "only data of before then")
    private @Nullable String until;

    @Option(names = "--label", paramLabel = "LABEL", description = "only sets with this label")
    private @Nullable String label;

    @Option(names = "--form", paramLabel = "FORM", description = "only archive, json or sql")
    private @Nullable String form;

    @Option(names = "--pinned", description = "only sets that are pinned")
    private boolean pinned;

    @Option(names = "--alarmed", description = "only sets with an alarm that nobody looked at")
    private boolean alarmed;

    @Option(names = "--limit", paramLabel = "N", description = "only the newest N of these")
    private @Nullable Integer limit;

    @Override
    public Integer call() {
        Instant now = Instant.now();
        if (limit != null && limit < 1) {
            throw new LifeboatException(ErrorCode.USAGE, "--limit: " + limit + " is less than 1");
        }
        Lookout lookout = new Lookout(runbook.load().runbook());
        SetFilter filter = new SetFilter(
                parsed("--mode", mode, BackupMode::parse),
                parsed("--state", state, SetState::parse),
                lookout.store(store),
                parsed("--since", since, text -> Moments.parse(text, now)),
                parsed("--until", until, text -> Moments.parse(text, now)),
                label,
                parsed("--form", form, Form::parse),
                pinned,
                alarmed);
        ListedSets listing = lookout.catalogue().list();
        if (!listing.sets().isEmpty()) {
            lookout.noteLook("list", null);
        }
        List<CataloguedSet> matching =
                listing.sets().stream().filter(filter::shows).toList();
        List<CataloguedSet> shown =
                limit == null ? matching : matching.stream().limit(limit).toList();
        Output output = runbook.output();
        int width = SetTable.width(System.getenv().getOrDefault("COLUMNS", ""));
        SetTable.lines(shown, now, width).forEach(line -> output.line("%s", line));
        shown.forEach(set -> output.object("set", set));
        if (listing.sets().isEmpty()) {
            Output.say("no set is in %s", Printable.of(lookout.vault().store().describe()));
        } else if (matching.isEmpty()) {
            Output.say("none of %d sets matches", listing.sets().size());
        }
        Lookout.warn(listing.silent());
        String lost = listing.lostPrimary(lookout.vault());
        if (lost != null) {
            Output.say("warning: %s", Printable.of(lost));
        }
        listing.unheeded().forEach(warning -> Output.say("warning: %s", Printable.of(warning)));
        if (!listing.foreign().isEmpty()) {
            Output.say("not shown: %s", Printable.of(listing.others()));
        }
        if (shown.size() < matching.size()) {
            Output.say("%d more; --limit %d", matching.size() - shown.size(), limit);
        }
        Map<String, Object> summary = new TreeMap<>(Map.of("sets", shown.size(), "matching", matching.size()));
        summary.put("all", listing.sets().size());
        summary.put("foreign", listing.foreign());
        summary.put("silent", listing.silent());
        summary.put("store", lookout.vault().store().describe());
        output.summary(summary);
        boolean warned = lost != null
                || !listing.silent().isEmpty()
                || !listing.unheeded().isEmpty();
        return warned || shown.stream().anyMatch(ListCommand::troubled) ? 3 : 0;
    }

    private static boolean troubled(CataloguedSet set) {
        return set.failedSomewhere() || set.conflict() || !set.alarms().isEmpty();
    }

    private static <T> @Nullable T parsed(String option, @Nullable String text, Function<String, T> parse) {
        try {
            return text == null ? null : parse.apply(text);
        } catch (IllegalArgumentException e) {
            throw new LifeboatException(
                    ErrorCode.USAGE, option + ": " + Printable.of(String.valueOf(e.getMessage())), e);
        }
    }
}
