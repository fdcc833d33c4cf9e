package dev.lifeboat.cli;

import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.error.ErrorCategory;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.keys.SessionKeys;
import dev.lifeboat.rotation.Rewrapped;
import dev.lifeboat.rotation.Rewrapping;
import dev.lifeboat.runbook.Keys;
import dev.lifeboat.runbook.Runbook;
import dev.lifeboat.secret.Secrets;
import dev.lifeboat.set.Vault;
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

/** Old sets for new keys. */
@Command(
        name = "rewrap",
        description =
                "Make old sets readable by the present recipients: only session keys are wrapped anew, in every store.")
final class KeysRewrapCommand implements Callable<Integer> {
    @Parameters(paramLabel = "SET", arity = "0..1", description = "one set")
    private @Nullable String set;

    @Option(names = "--all", description = "every set")
    private boolean all;

    @Option(
            names = "--to",
            paramLabel = "FILE",
            description = "a public key, may be repeated (default: all of keys.recipients)")
    private List<String> to = new ArrayList<>();

    @Option(
            names = "--private",
            paramLabel = "REF",
            description = "env:NAME or file:PATH of an old private key, may be repeated (default: all of keys.private)")
    private List<String> privateKeys = new ArrayList<>();

    @Option(names = "--passphrase", paramLabel = "REF", description = "env:NAME or file:PATH of its passphrase")
    private @Nullable String passphrase;

    @Mixin
    private RunbookOption options = new RunbookOption();

    private final Secrets secrets = new Secrets(System.getenv());
    private int seen;
    private int wrapped;
    private int failed;

    @Override
    public Integer call() {
        KeyChanges.requireOneOf(set, all);
        KeyChanges.requireReference(passphrase, "--passphrase");
        privateKeys.forEach(reference -> KeyChanges.requireReference(reference, "--private"));
        Runbook book = options.load().runbook();
        Keys keys = KeyChanges.opening(book.keys(), privateKeys, passphrase);
        List<SessionKeys> recipients = (to.isEmpty() ? keys.recipients() : to)
                .stream()
                        .map(file -> SessionKeys.to(file, keys.privateKeys(), keys.passphrase(), secrets))
                        .toList();
        for (Vault store : Vault.of(book).each()) {
            OpenVault vault = OpenVault.of(store, secrets);
            for (String one : KeyChanges.sets(vault, set)) {
                seen++;
                recipients.forEach(recipient -> rewrap(vault, one, recipient));
            }
        }
        KeyChanges.requireSeen(set, seen);
        KeyChanges.audit(
                book,
                secrets,
                "sets_rewrapped",
                "high",
                new TreeMap<>(Map.of(
                        "sets", set == null ? "all" : set,
                        "objects", String.valueOf(wrapped),
                        "failed", String.valueOf(failed),
                        "recipients",
                                String.join(
                                        " ",
                                        recipients.stream()
                                                .map(SessionKeys::recipient)
                                                .toList()))));
        options.output().summary(Map.of("objects", wrapped, "failed", failed));
        return failed == 0 ? 0 : 12;
    }

    /** A set that cannot be read does not keep the others from being made readable. */
    private void rewrap(OpenVault vault, String one, SessionKeys recipient) {
        try {
            Rewrapped done = new Rewrapping(vault, recipient).rewrap(one);
            wrapped += done.wrapped();
            options.output()
                    .line(
                            "%-36s  %s  %d wrapped, %d before, %d known to it  %s",
                            one,
                            done.recipient(),
                            done.wrapped(),
                            done.earlier(),
                            done.known(),
                            vault.store().describe());
            options.output().object("rewrapped", done);
        } catch (LifeboatException e) {
            if (set != null || e.code().category() == ErrorCategory.ENVIRONMENT) {
                throw e;
            }
            failed++;
            Output.say("%s in %s: %s", one, vault.store().describe(), e.getMessage());
        }
    }
}
