package dev.lifeboat.cli;

import dev.lifeboat.audit.AuditEvents;
import dev.lifeboat.rotation.Resigned;
import dev.lifeboat.rotation.Resigning;
import dev.lifeboat.runbook.Runbook;
import dev.lifeboat.secret.Secrets;
import dev.lifeboat.set.Vault;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Old sets for a new signing key. */
@Command(
        name = "resign",
        description =
                "Sign with the present signing key for sets of an earlier one and for the records beside them, in every store; with"
                        + " --all also for what is left of removed sets.")
final class KeysResignCommand implements Callable<Integer> {
    @Mixin
    private WhichSets sets = new WhichSets();

    @Option(
            names = "--accept",
            paramLabel = "FINGERPRINT",
            description =
                    "a former key to be believed for this once, after you compared what it signed; may be repeated")
    private List<String> accepted = new ArrayList<>();

    @Mixin
    private RunbookOption options = new RunbookOption();

    private int signed;

    @Override
    public Integer call() {
        sets.require();
        Runbook book = options.load().runbook();
        Secrets secrets = new Secrets(System.getenv());
        Instant now = Instant.now();
        Vault vault = Vault.of(book);
        sets.forEach(vault, secrets, store -> {
            Resigning resigning = new Resigning(store, accepted, secrets);
            return set -> show(resigning.resign(set, now));
        });
        sets.forEachStore(vault, store -> new Resigning(store, accepted, secrets)
                .resignRemoved(now)
                .forEach(this::show));
        KeyChanges.audit(
                book, secrets, user -> AuditEvents.setsResigned(sets.named(), signed, sets.failed(), accepted, user));
        options.output().summary(Map.of("signed", signed, "failed", sets.failed()));
        return sets.exitCode();
    }

    private void show(Resigned done) {
        signed += done.fresh() ? 1 : 0;
        options.output()
                .line(
                        "%-36s  %s, %d marks, %d records of session keys%s",
                        done.set(),
                        done.signer().isEmpty() ? "removed" : "of " + done.signer(),
                        done.marks(),
                        done.rewraps(),
                        done.fresh() ? "" : ", as before");
        options.output().object("resigned", done);
    }
}
