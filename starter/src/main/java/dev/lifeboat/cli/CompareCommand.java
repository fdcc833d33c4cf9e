package dev.lifeboat.cli;

import dev.lifeboat.compare.Comparer;
import dev.lifeboat.compare.Comparison;
import dev.lifeboat.compare.Difference;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.notice.Spoken;
import dev.lifeboat.postgres.ClientTools;
import dev.lifeboat.postgres.PostgresConnector;
import dev.lifeboat.runbook.Runbook;
import dev.lifeboat.secret.Secrets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What differs between two sets, or a set and a database. */
@Command(
        name = "compare",
        description = "Show in what two sets, or a set and a database, differ: tables, rows, content, sequences,"
                + " definitions. Changes nothing; exit code 3 if something differs, or there is"
                + " something to know of the choice.")
final class CompareCommand implements Callable<Integer> {
    @Mixin
    private RunbookOption runbook = new RunbookOption();

    @Parameters(
            index = "0",
            paramLabel = "SET",
            converter = SetName.class,
            description = "a set's name, latest or latest:MODE")
    private String set = "";

    @Parameters(index = "1", paramLabel = "SET|URL", description = "another set, or a libpq URL, env:NAME or file:PATH")
    private String other = "";

    @Option(
            names = "--tables",
            split = ",",
            paramLabel = "TABLE",
            description = "rows and content of these tables only, each as TABLE or SCHEMA.TABLE")
    private List<String> tables = List.of();

    @Option(names = "--schema-only", description = "definitions only")
    private boolean schemaOnly;

    @Option(names = "--data-only", description = "rows, content and sequences only")
    private boolean dataOnly;

    @Override
    public Integer call() {
        if (schemaOnly && (dataOnly || !tables.isEmpty())) {
            throw new LifeboatException(
                    ErrorCode.USAGE,
                    "--schema-only leaves no rows to compare: give it without --data-only and --tables");
        }
        Lookout lookout = new Lookout(runbook.load().runbook());
        Secrets secrets = new Secrets(System.getenv());
        Comparer comparer =
                new Comparer(lookout.vault(), new PostgresConnector(secrets), new ClientTools(System.getenv()));
        Comparer.Scope scope =
                new Comparer.Scope(tables.stream().map(Runbook::qualified).toList(), !schemaOnly, !dataOnly);
        Comparison comparison = isDatabase(other) ? comparer.live(set, other, scope) : comparer.sets(set, other, scope);
        comparison.sets().forEach(compared -> lookout.noteLook("compare", compared));
        comparison.warnings().forEach(warning -> Output.say("warning: %s", Printable.of(warning)));
        comparison.differences().forEach(this::show);
        if (!comparison.leftOut().isEmpty()) {
            Output.say(
                    "not compared, since a set does not hold all of their rows: %s",
                    String.join(", ", comparison.leftOut()));
        }
        Output output = runbook.output();
        output.line(
                comparison.equal() ? "equal: %s" : "%s compared, %s",
                Spoken.count(comparison.tables(), "table"),
                Spoken.count(comparison.differences().size(), "difference"));
        output.summary(Map.of(
                "equal",
                comparison.equal(),
                "tables",
                comparison.tables(),
                "differences",
                comparison.differences().size(),
                "warnings",
                comparison.warnings()));
        return comparison.equal() && comparison.warnings().isEmpty() ? 0 : 3;
    }

    private static boolean isDatabase(String text) {
        return text.contains("://") || text.startsWith("env:") || text.startsWith("file:");
    }

    private void show(Difference difference) {
        Output output = runbook.output();
        output.object("difference", difference);
        if (difference.left().contains("\n")
                || difference.right().contains("\n")
                || difference.kind().equals("definition")) {
            output.line("%-10s %s", difference.kind(), difference.name());
            difference.left().lines().forEach(line -> output.line("    - %s", line));
            difference.right().lines().forEach(line -> output.line("    + %s", line));
        } else {
            output.line(
                    "%-10s %s: %s -> %s", difference.kind(), difference.name(), difference.left(), difference.right());
        }
    }
}
