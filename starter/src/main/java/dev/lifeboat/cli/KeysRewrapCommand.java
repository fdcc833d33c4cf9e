package dev.lifeboat.cli;

import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.audit.AuditEvents;
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
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Old sets for new keys. */
@Command(
        name = "rewrap",
        description =
                "Make old sets readable by the present recipients: only session keys are wrapped anew, in every store.")
final class KeysRewrapCommand implements Callable<Integer> {
    @Mixin
    private WhichSets sets = new WhichSets();

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
    private int wrapped;

    @Override
    public Integer call() {
        sets.require();
        KeyChanges.requireReference(passphrase, "--passphrase");
        privateKeys.forEach(reference -> KeyChanges.requireReference(reference, "--private"));
        Runbook book = options.load().runbook();
        Keys keys = KeyChanges.opening(book.keys(), privateKeys, passphrase);
        List<SessionKeys> recipients = (to.isEmpty() ? keys.recipients() : to)
                .stream()
                        .map(file -> SessionKeys.to(file, keys.privateKeys(), keys.passphrase(), secrets))
                        .toList();
        for (SessionKeys recipient : recipients) {
            sets.forEach(Vault.of(book), secrets, store -> {
                OpenVault vault = OpenVault.of(store, secrets);
                Rewrapping rewrapping = new Rewrapping(vault, recipient);
                return set -> show(rewrapping.rewrap(set), vault);
            });
        }
        KeyChanges.audit(
                book,
                secrets,
                user -> AuditEvents.setsRewrapped(
                        sets.named(),
                        wrapped,
                        sets.failed(),
                        recipients.stream().map(SessionKeys::recipient).toList(),
                        user));
        options.output().summary(Map.of("objects", wrapped, "failed", sets.failed()));
        return sets.exitCode();
    }

    private void show(Rewrapped done, OpenVault store) {
        wrapped += done.wrapped();
        options.output()
                .line(
                        "%-36s  %s  %d wrapped, %d before, %d known to it  %s",
                        done.set(),
                        done.recipient(),
                        done.wrapped(),
                        done.earlier(),
                        done.known(),
                        store.store().describe());
        options.output().object("rewrapped", done);
    }
}
