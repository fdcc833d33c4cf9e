package dev.lifeboat.cli;

import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.keys.KeyDescription;
import dev.lifeboat.keys.KeyFiles;
import dev.lifeboat.keys.KeyImport;
import dev.lifeboat.keys.SafeFiles;
import dev.lifeboat.runbook.LoadedRunbook;
import dev.lifeboat.secret.Secrets;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Keys that gpg made. */
@Command(name = "import", description = "Take a key that gpg exported, after a look at what it is good for.")
final class KeysImportCommand implements Callable<Integer> {
    private static final int MOST_BYTES = 1 << 20;

    @Parameters(paramLabel = "FILE", description = "what gpg --armor --export or --export-secret-keys wrote")
    private Path file = Path.of("");

    @Option(
            names = "--as",
            paramLabel = "NAME",
            required = true,
            description = "its name beside the runbook: keys/NAME.pub.asc, or keys/NAME.sec.asc")
    private String name = "";

    @Option(names = "--private", description = "it is a secret key, and shall be kept on this machine")
    private boolean secret;

    @Option(
            names = "--passphrase",
            paramLabel = "REF",
            description = "env:NAME or file:PATH of its passphrase; keys.passphrase protects it from now on")
    private @Nullable String passphrase;

    @Mixin
    private RunbookOption options = new RunbookOption();

    @Override
    public Integer call() {
        KeyChanges.requireReference(passphrase, "--passphrase");
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,60}")) {
            throw new LifeboatException(ErrorCode.USAGE, "--as takes letters, digits, dots, hyphens and underscores");
        }
        LoadedRunbook loaded = options.load();
        Secrets secrets = new Secrets(System.getenv());
        byte[] content = read();
        KeyImport.Accepted accepted = secret
                ? KeyImport.secret(
                        content,
                        file.toString(),
                        KeyChanges.passphrase(passphrase, secrets),
                        KeyChanges.passphrase(loaded.runbook().keys().passphrase(), secrets))
                : KeyImport.recipient(content, file.toString());
        Path folder = KeyChanges.folder(loaded);
        String target = name + (secret ? ".sec.asc" : ".pub.asc");
        try {
            SafeFiles.makeFolder(folder);
            SafeFiles.writeNew(folder, Map.of(target, accepted.armored().getBytes(StandardCharsets.US_ASCII)));
        } catch (FileAlreadyExistsException e) {
            throw new LifeboatException(
                    ErrorCode.USAGE, folder.resolve(target) + " exists; keys are never overwritten", e);
        } catch (IOException e) {
            throw new LifeboatException(
                    ErrorCode.KEY_UNUSABLE, folder.resolve(target) + " cannot be written: " + SafeFiles.reason(e), e);
        }
        KeyDescription key = KeyFiles.describe(folder.resolve(target));
        KeysCommand.show(options.output(), key);
        Output.say("of %s", key.userId());
        Output.say(
                secret
                        ? "name it in the runbook: keys.private (or keys.signing): \"file:keys/%s\""
                        : "name it in the runbook: keys.recipients: keys/%s",
                target);
        options.output().summary(Map.of("file", key.file(), "fingerprint", key.fingerprint()));
        return 0;
    }

    private byte[] read() {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] content = in.readNBytes(MOST_BYTES + 1);
            if (content.length > MOST_BYTES) {
                throw new LifeboatException(ErrorCode.KEY_UNUSABLE, file + " is larger than 1 MiB: this is not a key");
            }
            return content;
        } catch (IOException e) {
            throw new LifeboatException(ErrorCode.USAGE, file + " cannot be read: " + SafeFiles.reason(e), e);
        }
    }
}
