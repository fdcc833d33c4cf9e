package dev.lifeboat.cli;

import dev.lifeboat.archive.AuthenticatedSet;
import dev.lifeboat.archive.Manifest;
import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.archive.SetReader;
import dev.lifeboat.archive.TableInfo;
import dev.lifeboat.catalogue.Selecting;
import dev.lifeboat.catalogue.StoreCatalogue;
import dev.lifeboat.runbook.ByteCount;
import dev.lifeboat.secret.Secrets;
import dev.lifeboat.set.Vault;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** One set. */
@Command(name = "show", description = "Show what a set holds.")
final class ShowCommand implements Callable<Integer> {
    @Mixin
    private RunbookOption runbook = new RunbookOption();

    @Parameters(paramLabel = "SET", description = "a set's name, latest or latest:MODE")
    private String set = "";

    @Override
    public Integer call() {
        OpenVault vault = OpenVault.of(Vault.of(runbook.load().runbook()), new Secrets(System.getenv()));
        AuthenticatedSet found = new SetReader(vault).authenticate(new Selecting(vault).choose(set));
        Manifest manifest = found.manifest();
        List<String> neededBy = new StoreCatalogue(vault).references().neededBy(manifest.set());
        Output output = runbook.output();
        output.line("set         %s", manifest.set());
        output.line(
                "data as of  %s (%s)",
                manifest.snapshot().takenAt(), manifest.snapshot().lsn());
        output.line(
                "source      %s, PostgreSQL %d",
                manifest.source().database(), manifest.source().serverVersion() / 10000);
        output.line("signed by   %s%s", found.signer(), found.trusted() ? "" : " (not a trusted signer)");
        manifest.recipients().forEach(recipient -> output.line("readable by %s", recipient));
        output.line("holds       %s", manifest.content().describe());
        output.line(
                "stored      %s%s",
                new ByteCount(manifest.storedBytes()).human(),
                manifest.needs().isEmpty()
                        ? ""
                        : ", and " + new ByteCount(manifest.reusedBytes()).human() + " reused of other sets");
        if (!manifest.needs().isEmpty()) {
            output.line("needs       %s", String.join(", ", manifest.needs()));
        }
        if (!neededBy.isEmpty()) {
            output.line("needed by   %s", String.join(", ", neededBy));
        }
        manifest.outside().forEach(outside -> output.line("outside     %s", outside.describe()));
        manifest.restorability().forEach(problem -> output.line("warning     %s", problem));
        for (TableInfo table : manifest.tables()) {
            output.line(
                    "%,12d rows %10s  %s", table.rows(), new ByteCount(table.bytes()).human(), table.qualifiedName());
            output.object(
                    "table",
                    Map.of(
                            "table", table.qualifiedName(),
                            "rows", table.rows(),
                            "bytes", table.bytes(),
                            "hash", table.hash(),
                            "parts", table.parts().size()));
        }
        output.summary(Map.of(
                "set",
                manifest.set(),
                "manifestSha256",
                found.manifestSha256(),
                "rows",
                manifest.rows(),
                "signer",
                found.signer(),
                "storedBytes",
                manifest.storedBytes(),
                "reusedBytes",
                manifest.reusedBytes(),
                "needs",
                manifest.needs(),
                "neededBy",
                neededBy));
        return 0;
    }
}
