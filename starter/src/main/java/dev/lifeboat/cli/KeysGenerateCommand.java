package dev.lifeboat.cli;

import dev.lifeboat.keys.KeyDescription;
import dev.lifeboat.keys.KeyFiles;
import dev.lifeboat.runbook.LoadedRunbook;
import dev.lifeboat.secret.Secrets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The first keys. */
@Command(name = "generate", description = "Make a backup key and a signing key beside the runbook.")
final class KeysGenerateCommand implements Callable<Integer> {
    @Option(names = "--algorithm", defaultValue = "curve25519", description = "curve25519 or rsa4096")
    private String algorithm = "curve25519";

    @Option(
            names = "--expires",
            paramLabel = "SPAN",
            defaultValue = "P1Y",
            description =
                    "how long the backup key encrypts, such as P1Y, or never (default: P1Y); it decrypts for ever")
    private String expires = "P1Y";

    @Mixin
    private RunbookOption options = new RunbookOption();

    @Override
    public Integer call() {
        LoadedRunbook loaded = options.load();
        Path folder = KeyChanges.folder(loaded);
        char[] passphrase = KeyChanges.passphrase(loaded.runbook().keys().passphrase(), new Secrets(System.getenv()));
        List<KeyDescription> made = KeyFiles.generate(
                folder,
                KeyChanges.algorithm(algorithm),
                loaded.runbook().name(),
                passphrase,
                KeyChanges.lasting(expires));
        made.forEach(key -> KeysCommand.show(options.output(), key));
        Output.say(
                "write the signing fingerprint down, and keep a copy of %s/backup.sec.asc away from this machine:",
                folder);
        Output.say("without it every set is lost%s", passphrase == null ? "; the secret keys have no passphrase" : "");
        options.output().summary(Map.of("folder", folder.toString()));
        return 0;
    }
}
