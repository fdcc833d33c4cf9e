package dev.lifeboat.cli;

import dev.lifeboat.catalogue.ListedSets;
import dev.lifeboat.cost.CostReport;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What the stores cost. */
@Command(
        name = "cost",
        description =
                "Show what storage and transfer cost by month, store and mode, and forecast as many months. Exit code 3 if"
                        + " a store does not answer.")
final class CostCommand implements Callable<Integer> {
    private static final int MOST_MONTHS = 36;

    @Mixin
    private RunbookOption runbook = new RunbookOption();

    @Option(
            names = "--months",
            paramLabel = "N",
            defaultValue = "3",
            description = "this month and those before it, N in all, and N to come (default: 3)")
    private int months = 3;

    @Override
    public Integer call() {
        if (months < 1 || months > MOST_MONTHS) {
            throw new LifeboatException(
                    ErrorCode.USAGE, "--months: " + months + " is not between 1 and " + MOST_MONTHS);
        }
        Lookout lookout = new Lookout(runbook.load().runbook());
        ListedSets listed = lookout.catalogue().list();
        if (!listed.sets().isEmpty()) {
            lookout.noteLook("cost", null);
        }
        CostReport report = lookout.cost(listed, Instant.now(), months);
        Output output = runbook.output();
        CostTable.lines(report).forEach(line -> output.line("%s", line));
        report.lines().forEach(line -> output.object("cost", line));
        report.notes().forEach(note -> Output.say("note: %s", Printable.of(note)));
        output.summary(Map.of("totals", report.totals(), "notes", report.notes(), "silent", listed.silent()));
        return listed.silent().isEmpty() ? 0 : 3;
    }
}
