package dev.lifeboat.cli;

import dev.lifeboat.audit.AuditEvents;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.keys.KeyExpiry;
import dev.lifeboat.keys.KeyFiles;
import dev.lifeboat.keys.SafeFiles;
import dev.lifeboat.runbook.Runbook;
import dev.lifeboat.secret.Secrets;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Another end for a key. */
@Command(name = "expire", description = "Set when a key ends, earlier or later, in both of its files.")
final class KeysExpireCommand implements Callable<Integer> {
    static final class End {
        @Option(names = "--on", paramLabel = "DAY", description = "its last day (UTC), such as 2027-12-31")
        private @Nullable String day;

        @Option(names = "--never", description = "it does not end")
        private boolean never;
    }

    @Parameters(
            paramLabel = "FILE",
            description = "the public key, keys/NAME.pub.asc; its secret key is keys/NAME.sec.asc")
    private Path file = Path.of("");

    @ArgGroup(multiplicity = "1")
    private End end = new End();

    @Mixin
    private RunbookOption options = new RunbookOption();

    @Override
    public Integer call() {
        Runbook book = options.load().runbook();
        Instant now = Instant.now();
        Instant until = until(now);
        Path secretFile = Path.of(file.toString().replaceFirst("\\.pub\\.asc$", ".sec.asc"));
        if (secretFile.equals(file) || !Files.exists(file) || !Files.exists(secretFile)) {
            throw new LifeboatException(
                    ErrorCode.USAGE, "give NAME.pub.asc with NAME.sec.asc beside it: a key sets its own end");
        }
        Secrets secrets = new Secrets(System.getenv());
        KeyExpiry.Changed changed = KeyExpiry.set(
                secrets.resolve("file:" + secretFile).value().getBytes(StandardCharsets.UTF_8),
                KeyChanges.passphrase(book.keys().passphrase(), secrets),
                until,
                now,
                secretFile.toString());
        byte[] publicKey = changed.publicKey().getBytes(StandardCharsets.US_ASCII);
        String fingerprint = KeyFiles.describe(publicKey, file.toString()).fingerprint();
        if (!fingerprint.equals(KeyFiles.describe(file).fingerprint())) {
            throw new LifeboatException(ErrorCode.KEY_UNUSABLE, secretFile + " is not the secret key of " + file);
        }
        try {
            // The public half last: it is the one that machines which back up look at.
            SafeFiles.replace(secretFile, changed.secretKey().getBytes(StandardCharsets.US_ASCII));
            SafeFiles.replace(file, publicKey);
        } catch (IOException e) {
            throw new LifeboatException(
                    ErrorCode.KEY_UNUSABLE,
                    file + " cannot be written: " + SafeFiles.reason(e) + "; run this again",
                    e);
        }
        KeysCommand.show(options.output(), KeyFiles.describe(file));
        KeyChanges.audit(
                book,
                secrets,
                user -> AuditEvents.keyExpirySet(fingerprint, until == null ? "never" : until.toString(), user));
        Output.say("bring %s to every machine that backs up", file);
        options.output().summary(Map.of("fingerprint", fingerprint));
        return 0;
    }

    private @Nullable Instant until(Instant now) {
        String day = end.day;
        if (end.never || day == null) {
            return null;
        }
        try {
            Instant until = KeyFiles.end(LocalDate.parse(day));
            if (until.isAfter(now)) {
                return until;
            }
        } catch (DateTimeException e) {
            throw new LifeboatException(ErrorCode.USAGE, "\"" + day + "\" is no day such as 2027-12-31", e);
        }
        throw new LifeboatException(
                ErrorCode.USAGE,
                day + " is over; a key that must not be used any more is taken out of keys.recipients");
    }
}
