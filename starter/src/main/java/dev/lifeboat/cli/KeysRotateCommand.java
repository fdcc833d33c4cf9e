package dev.lifeboat.cli;

import dev.lifeboat.audit.AuditEvents;
import dev.lifeboat.rotation.Rotated;
import dev.lifeboat.rotation.Rotation;
import dev.lifeboat.runbook.LoadedRunbook;
import dev.lifeboat.secret.Secrets;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The year's new key. */
@Command(
        name = "rotate",
        description = "Make the next key and put it into the runbook; two before it keep decrypting. Exit code 3 where"
                + " something is left to do, as always with --signing: `lifeboat keys resign --all`.")
final class KeysRotateCommand implements Callable<Integer> {
    @Option(names = "--signing", description = "the signing key instead of the backup key")
    private boolean signing;

    @Option(names = "--algorithm", defaultValue = "curve25519", description = "curve25519 or rsa4096")
    private String algorithm = "curve25519";

    @Option(
            names = "--expires",
            paramLabel = "SPAN",
            defaultValue = "P1Y",
            description = "how long the new backup key encrypts, such as P1Y, or never (default: P1Y)")
    private String expires = "P1Y";

    @Mixin
    private RunbookOption options = new RunbookOption();

    @Override
    public Integer call() {
        LoadedRunbook loaded = options.load();
        Secrets secrets = new Secrets(System.getenv());
        Instant now = Instant.now();
        Rotation rotation = new Rotation(loaded, secrets, KeyChanges.algorithm(algorithm));
        Rotated done = signing ? rotation.signing(now) : rotation.backup(KeyChanges.lasting(expires), now);
        done.made().forEach(key -> KeysCommand.show(options.output(), key));
        done.diff().forEach(line -> options.output().line("%s", line));
        done.warnings().forEach(warning -> Output.say("warning: %s", warning));
        String fingerprint = done.made().get(0).fingerprint();
        KeyChanges.audit(loaded.runbook(), secrets, user -> AuditEvents.keyRotated(signing, fingerprint, user));
        Output.say(
                "keep a copy of %s away from this machine, and bring the runbook and the public key to the others",
                done.made().get(1).file());
        options.output().summary(Map.of("fingerprint", fingerprint, "diff", done.diff(), "warnings", done.warnings()));
        return done.warnings().isEmpty() ? 0 : 3;
    }
}
