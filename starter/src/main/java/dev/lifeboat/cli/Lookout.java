package dev.lifeboat.cli;

import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.catalogue.Catalogue;
import dev.lifeboat.catalogue.ListedSets;
import dev.lifeboat.catalogue.SetIndex;
import dev.lifeboat.cost.CostReport;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.retention.KeepTimes;
import dev.lifeboat.runbook.Runbook;
import dev.lifeboat.runbook.StoreLocation;
import dev.lifeboat.secret.Secrets;
import dev.lifeboat.session.StateFolder;
import dev.lifeboat.set.BackupMode;
import dev.lifeboat.set.Vault;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The stores of a runbook for commands that only look, with what this machine remembers of them. */
final class Lookout {
    private final Runbook runbook;
    private final OpenVault vault;

    Lookout(Runbook runbook) {
        this.runbook = runbook;
        this.vault = OpenVault.of(Vault.of(runbook), new Secrets(System.getenv()));
    }

    OpenVault vault() {
        return vault;
    }

    /** For lists; what is restored is authenticated by itself. */
    Catalogue catalogue() {
        return new Catalogue(
                vault, SetIndex.in(StateFolder.place(System.getenv()).resolve("catalogue")), this::keepUntil);
    }

    /** What the listed sets cost. */
    CostReport cost(ListedSets listed, Instant now, int months) {
        return CostReport.of(runbook, listed, this::keepUntil, now, months);
    }

    private @Nullable Instant keepUntil(StoreLocation store, BackupMode mode, Instant takenAt) {
        return KeepTimes.of(runbook, store).until(mode, takenAt);
    }

    /** The name of a store, or null; throws USAGE for one that the runbook does not name. */
    @Nullable
    String store(@Nullable String name) {
        List<String> names = runbook.store().names();
        if (name != null && !names.contains(name)) {
            throw new LifeboatException(
                    ErrorCode.USAGE,
                    "--store: no store is called \"" + Printable.of(name) + "\"; known: " + String.join(", ", names));
        }
        return name;
    }

    /** Says which stores do not answer. */
    static void warn(Map<String, String> silent) {
        silent.forEach((store, reason) ->
                Output.say("warning: store %s does not answer (?): %s", store, Printable.of(reason)));
    }
}
