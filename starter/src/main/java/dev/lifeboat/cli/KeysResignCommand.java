package dev.lifeboat.cli;

import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.error.ErrorCategory;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.rotation.Resigned;
import dev.lifeboat.rotation.Resigning;
import dev.lifeboat.runbook.Runbook;
import dev.lifeboat.secret.Secrets;
import dev.lifeboat.set.Vault;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Old sets for a new signing key. */
@Command(
        name = "resign",
        description =
                "Sign with the present signing key for sets of an earlier one, and for the marks beside them, in every store.")
final class KeysResignCommand implements Callable<Integer> {
    @Parameters(paramLabel = "SET", arity = "0..1", description = "one set")
    private @Nullable String set;

    @Option(names = "--all", description = "every set, and what is left of those that were removed")
    private boolean all;

    @Option(
            names = "--accept",
            paramLabel = "FINGERPRINT",
            description =
                    "a former key to be believed for this once, after you compared what it signed; may be repeated")
    private List<String> accepted = new ArrayList<>();

    @Mixin
    private RunbookOption options = new RunbookOption();

    private int seen;
    private int signed;
    private int failed;

    @Override
    public Integer call() {
        KeyChanges.requireOneOf(set, all);
        Runbook book = options.load().runbook();
        Secrets secrets = new Secrets(System.getenv());
        Instant now = Instant.now();
        for (Vault store : Vault.of(book).each()) {
            Resigning resigning = new Resigning(store, accepted, secrets);
            for (String one : KeyChanges.sets(OpenVault.of(store, secrets), set)) {
                seen++;
                resign(resigning, one, now);
            }
            if (all) {
                resigning.resignRemoved(now).forEach(this::show);
            }
        }
        KeyChanges.requireSeen(set, seen);
        KeyChanges.audit(
                book,
                secrets,
                "sets_resigned",
                "high",
                new TreeMap<>(Map.of(
                        "sets", set == null ? "all" : set,
                        "signed", String.valueOf(signed),
                        "failed", String.valueOf(failed),
                        "accepted", String.join(" ", accepted))));
        options.output().summary(Map.of("signed", signed, "failed", failed));
        return failed == 0 ? 0 : 12;
    }

    private void resign(Resigning resigning, String one, Instant now) {
        try {
            show(resigning.resign(one, now));
        } catch (LifeboatException e) {
            if (set != null || e.code().category() == ErrorCategory.ENVIRONMENT) {
                throw e;
            }
            failed++;
            Output.say("%s: %s", one, e.getMessage());
        }
    }

    private void show(Resigned done) {
        signed += done.fresh() ? 1 : 0;
        options.output()
                .line(
                        "%-36s  %s, %d marks%s",
                        done.set(),
                        done.signer().isEmpty() ? "removed" : "of " + done.signer(),
                        done.marks(),
                        done.fresh() ? "" : ", as before");
        options.output().object("resigned", done);
    }
}
