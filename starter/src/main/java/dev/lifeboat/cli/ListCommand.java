package dev.lifeboat.cli;

import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.archive.SetState;
import dev.lifeboat.catalogue.SetSummary;
import dev.lifeboat.catalogue.StoreCatalogue;
import dev.lifeboat.runbook.ByteCount;
import dev.lifeboat.secret.Secrets;
import dev.lifeboat.set.Vault;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The catalogue. */
@Command(name = "list", description = "List the sets and how far each is to be believed.")
final class ListCommand implements Callable<Integer> {
    @Mixin
    private RunbookOption runbook = new RunbookOption();

    @Override
    public Integer call() {
        OpenVault vault = OpenVault.of(Vault.of(runbook.load().runbook()), new Secrets(System.getenv()));
        List<SetSummary> sets = new StoreCatalogue(vault).list();
        Output output = runbook.output();
        output.line(
                "%-36s %-9s %-20s %7s %12s %10s  %s",
                "SET", "STATE", "DATA AS OF", "TABLES", "ROWS", "STORED", "HOLDS");
        for (SetSummary set : sets) {
            output.line(
                    "%-36s %-9s %-20s %7d %,12d %10s  %s",
                    set.set(),
                    set.state().name().toLowerCase(Locale.ROOT),
                    set.takenAt().toString().substring(0, 19) + "Z",
                    set.tables(),
                    set.rows(),
                    new ByteCount(set.storedBytes()).human(),
                    set.content());
            if (!set.needs().isEmpty()) {
                output.line(
                        "    %s reused; needs: %s",
                        new ByteCount(set.reusedBytes()).human(), String.join(", ", set.needs()));
            }
            if (!set.neededBy().isEmpty()) {
                output.line("    needed by: %s", String.join(", ", set.neededBy()));
            }
            output.object("set", set);
            if (set.problem() != null) {
                Output.say("%s: %s", set.set(), set.problem());
            }
        }
        output.summary(Map.of("sets", sets.size(), "store", vault.store().describe()));
        return sets.stream().anyMatch(set -> set.state() == SetState.FAILED) ? 3 : 0;
    }
}
