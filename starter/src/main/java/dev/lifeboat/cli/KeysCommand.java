package dev.lifeboat.cli;

import dev.lifeboat.keys.KeyAlgorithm;
import dev.lifeboat.keys.KeyDescription;
import dev.lifeboat.keys.KeyFiles;
import dev.lifeboat.runbook.Keys;
import dev.lifeboat.runbook.LoadedRunbook;
import dev.lifeboat.secret.Secrets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Keys: making and showing them. */
@Command(name = "keys", description = "Generate and list keys.")
final class KeysCommand {
    @Command(name = "generate", description = "Make a backup key and a signing key beside the runbook.")
    int generate(
            @Option(names = "--algorithm", defaultValue = "curve25519", description = "curve25519 or rsa4096")
                    String algorithm,
            @Mixin RunbookOption options) {
        LoadedRunbook loaded = options.load();
        Keys keys = loaded.runbook().keys();
        KeyAlgorithm chosen = Usage.parse(() -> KeyAlgorithm.parse(algorithm));
        Path parent = loaded.file().toAbsolutePath().getParent();
        Path folder = (parent == null ? Path.of("/") : parent).resolve("keys");
        String passphrase = keys.passphrase() == null
                ? null
                : new Secrets(System.getenv()).resolve(keys.passphrase()).value();
        List<KeyDescription> made = KeyFiles.generate(
                folder, chosen, loaded.runbook().name(), passphrase == null ? null : passphrase.toCharArray());
        made.forEach(key -> show(options.output(), key));
        Output.say(
                "write the signing fingerprint down, and keep a copy of %s/backup.sec.asc away from this machine:",
                folder);
        Output.say("without it every set is lost%s", passphrase == null ? "; the secret keys have no passphrase" : "");
        options.output().summary(Map.of("folder", folder.toString()));
        return 0;
    }

    @Command(name = "list", description = "Show the runbook's keys.")
    int list(@Mixin RunbookOption options) {
        Keys keys = options.load().runbook().keys();
        List<@Nullable String> files = new ArrayList<>(keys.recipients());
        files.add(keys.signing());
        files.addAll(keys.privateKeys());
        int shown = 0;
        for (String file : files) {
            if (file != null && !file.startsWith("env:")) {
                Path path = Path.of(file.replaceFirst("^file:", ""));
                if (Files.exists(path)) {
                    show(options.output(), KeyFiles.describe(path));
                    shown++;
                } else {
                    Output.say("missing: %s", path);
                }
            }
        }
        options.output().summary(Map.of("keys", shown));
        return shown == 0 ? 12 : 0;
    }

    private static void show(Output output, KeyDescription key) {
        output.line(
                "%s  %-10s %-8s %s%s%s  %s",
                key.fingerprint(),
                key.algorithm(),
                key.secret() ? "secret" : "public",
                key.encrypts() ? "encrypts" : "",
                key.signs() ? "signs" : "",
                key.expires() == null ? "" : "  until " + key.expires(),
                key.file());
        output.object("key", key);
    }
}
