package dev.lifeboat.cli;

import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.audit.AuditEvent;
import dev.lifeboat.audit.AuditTrail;
import dev.lifeboat.catalogue.Catalogue;
import dev.lifeboat.catalogue.ListedSets;
import dev.lifeboat.catalogue.SetIndex;
import dev.lifeboat.cost.CostReport;
import dev.lifeboat.retention.KeepTimes;
import dev.lifeboat.runbook.Runbook;
import dev.lifeboat.secret.Secrets;
import dev.lifeboat.session.Session;
import dev.lifeboat.session.StateFolder;
import dev.lifeboat.set.Vault;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The stores of a runbook for commands that only look, with what this machine remembers of them. */
final class Lookout {
    private final Runbook runbook;
    private final OpenVault vault;
    private final Secrets secrets = new Secrets(System.getenv());

    Lookout(Runbook runbook) {
        this.runbook = runbook;
        this.vault = OpenVault.of(Vault.of(runbook), secrets);
    }

    OpenVault vault() {
        return vault;
    }

    /** For lists; what is restored is authenticated by itself. */
    Catalogue catalogue() {
        return new Catalogue(
                vault, SetIndex.in(StateFolder.place(System.getenv()).resolve("catalogue")), KeepTimes.ends(runbook));
    }

    /** What the listed sets cost. */
    CostReport cost(ListedSets listed, Instant now, int months) {
        return CostReport.of(runbook, listed, KeepTimes.ends(runbook), now, months);
    }

    /** The name of a store, or null; throws USAGE for one that the runbook does not name. */
    @Nullable
    String store(@Nullable String name) {
        return name == null ? null : Usage.parse(() -> runbook.store().require(name));
    }

    /** Writes down that somebody looks; before it is shown, and shown even where that cannot be written down. */
    void noteLook(String action, @Nullable String set) {
        if (!AuditTrail.of(vault, secrets, runbook).looked(action, set, Session.user(System.getenv()), Instant.now())) {
            Output.say("warning: the audit log could not be written; it lacks this %s", action);
        }
    }

    /** Writes an event down; says so where that cannot be, and returns false. */
    boolean note(AuditEvent event) {
        boolean noted = AuditTrail.of(vault, secrets, runbook).recordOrWarn(event, Instant.now());
        if (!noted) {
            Output.say("warning: the audit log could not be written; it lacks this %s", event.type());
        }
        return noted;
    }

    /** Says which stores do not answer. */
    static void warn(Map<String, String> silent) {
        silent.forEach((store, reason) ->
                Output.say("warning: store %s does not answer (?): %s", store, Printable.of(reason)));
    }
}
