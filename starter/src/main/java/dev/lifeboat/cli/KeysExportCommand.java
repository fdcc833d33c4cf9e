package dev.lifeboat.cli;

import dev.lifeboat.audit.AuditEvents;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.keys.KeyDescription;
import dev.lifeboat.keys.KeyFiles;
import dev.lifeboat.keys.PgpSigner;
import dev.lifeboat.keys.SafeFiles;
import dev.lifeboat.runbook.Keys;
import dev.lifeboat.runbook.Runbook;
import dev.lifeboat.secret.Secrets;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Keys for keeping elsewhere. */
@Command(name = "export", description = "Write the runbook's keys into another folder, for keeping offline.")
final class KeysExportCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "DIR",
            description =
                    "where to: FINGERPRINT.pub.asc and, with --private, FINGERPRINT.sec.asc; what an earlier export left"
                            + " there stays, and a file with other content is refused")
    private Path folder = Path.of("");

    @Option(names = "--private", description = "the secret keys, too, protected as they are")
    private boolean secret;

    @Mixin
    private RunbookOption options = new RunbookOption();

    @Override
    public Integer call() {
        Runbook book = options.load().runbook();
        Keys keys = book.keys();
        Secrets secrets = new Secrets(System.getenv());
        Map<String, byte[]> files = new LinkedHashMap<>();
        for (String file : keys.recipients()) {
            byte[] content = secrets.resolve("file:" + file).value().getBytes(StandardCharsets.UTF_8);
            files.put(KeyFiles.describe(content, file).fingerprint() + ".pub.asc", content);
        }
        String signing = keys.signing();
        if (signing != null) {
            PgpSigner signer = PgpSigner.of(signing, keys.passphrase(), secrets);
            files.put(signer.fingerprint() + ".pub.asc", signer.publicKey());
        }
        if (secret) {
            List<String> references = new ArrayList<>(keys.privateKeys());
            if (signing != null) {
                references.add(signing);
            }
            for (String reference : references) {
                byte[] content = (secrets.resolve(reference).value() + "\n").getBytes(StandardCharsets.UTF_8);
                files.put(KeyFiles.describe(content, reference).fingerprint() + ".sec.asc", content);
            }
        }
        if (secret) {
            // First: whoever takes the keys away must not do it unseen by breaking off.
            KeyChanges.audit(book, secrets, user -> AuditEvents.keysExported(files.keySet(), user));
        }
        try {
            SafeFiles.makeFolder(folder);
            Map<String, byte[]> fresh = new LinkedHashMap<>(files);
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                Path there = folder.resolve(file.getKey());
                if (Files.isRegularFile(there) && Arrays.equals(Files.readAllBytes(there), file.getValue())) {
                    fresh.remove(file.getKey());
                }
            }
            SafeFiles.writeNew(folder, fresh);
        } catch (FileAlreadyExistsException e) {
            throw new LifeboatException(
                    ErrorCode.USAGE,
                    e.getMessage()
                            + " is there with other content, and keys are never overwritten: name another folder",
                    e);
        } catch (IOException e) {
            throw new LifeboatException(ErrorCode.USAGE, folder + " cannot be written: " + SafeFiles.reason(e), e);
        }
        for (String name : files.keySet()) {
            KeyDescription key = KeyFiles.describe(folder.resolve(name));
            KeysCommand.show(options.output(), key);
        }
        options.output().summary(Map.of("folder", folder.toString(), "files", files.size()));
        return 0;
    }
}
