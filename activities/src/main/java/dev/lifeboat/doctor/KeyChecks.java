package dev.lifeboat.doctor;

import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.keys.KeyDescription;
import dev.lifeboat.keys.KeyFiles;
import dev.lifeboat.keys.KeyWatch;
import dev.lifeboat.keys.PgpOpener;
import dev.lifeboat.keys.PgpSealer;
import dev.lifeboat.keys.PgpSigner;
import dev.lifeboat.runbook.Keys;
import dev.lifeboat.secret.Secrets;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The runbook's keys: readable, not about to expire, and fitting each other. */
final class KeyChecks {
    private static final byte[] PROBE = "lifeboat doctor".getBytes(StandardCharsets.UTF_8);

    private final Keys keys;
    private final Secrets secrets;
    private final Instant now;

    KeyChecks(Keys keys, Secrets secrets, Instant now) {
        this.keys = keys;
        this.secrets = secrets;
        this.now = now;
    }

    /** That there is not one of the keys that sets are sealed for; null: there is. */
    @Nullable
    Finding unmade() {
        return keys.recipients().isEmpty() || keys.recipients().stream().anyMatch(file -> Files.exists(Path.of(file)))
                ? null
                : Finding.bad(
                        "keys",
                        ErrorCode.KEY_UNUSABLE,
                        "there is none yet: " + String.join(", ", keys.recipients())
                                + " is not there; nothing can be backed up or read",
                        "lifeboat keys generate makes the first ones; where there are keys, put them there");
    }

    List<Finding> examine() {
        List<Finding> findings = new ArrayList<>();
        keys.recipients().forEach(file -> findings.add(Doctor.guarded("recipient", () -> recipient(file))));
        findings.add(Doctor.guarded("signing key", this::signing));
        if (keys.privateKeys().isEmpty()) {
            findings.add(Finding.warning(
                    "private key",
                    "none named: this machine can back up, and neither verify, restore nor drill",
                    "name it under keys.private on the machines that restore"));
        } else {
            findings.add(privateKey());
        }
        return findings;
    }

    /** Whether a private key opens what is sealed for the recipients. */
    Finding privateKey() {
        return Doctor.guarded("private key", this::opens);
    }

    private Finding recipient(String file) {
        PgpSealer.forRecipients(List.of(file));
        KeyDescription key = KeyFiles.describe(Path.of(file));
        String left = KeyWatch.left(key.expires(), now);
        if (left != null) {
            return Finding.warning("recipient", file + " " + left, "make the next one: lifeboat keys rotate");
        }
        return Finding.ok("recipient", key.fingerprint() + ", " + key.algorithm());
    }

    private Finding signing() {
        String reference = keys.signing();
        if (reference == null) {
            return Finding.warning(
                    "signing key", "none named: this machine cannot take backups", "name it under keys.signing");
        }
        PgpSigner signer = PgpSigner.of(reference, keys.passphrase(), secrets);
        String left =
                KeyWatch.left(KeyFiles.describe(signer.publicKey(), reference).expires(), now);
        return left == null
                ? Finding.ok("signing key", signer.fingerprint())
                : Finding.warning(
                        "signing key", reference + " " + left, "make the next one: lifeboat keys rotate --signing");
    }

    /** Seals something and opens it again: the one proof that a private key belongs to a recipient. */
    private Finding opens() {
        try {
            ByteArrayOutputStream sealed = new ByteArrayOutputStream();
            try (OutputStream plain = PgpSealer.forRecipients(keys.recipients()).seal(sealed)) {
                plain.write(PROBE);
            }
            try (InputStream opened = PgpOpener.of(keys.privateKeys(), keys.passphrase(), secrets)
                    .open(new ByteArrayInputStream(sealed.toByteArray()))) {
                return Arrays.equals(opened.readAllBytes(), PROBE)
                        ? Finding.ok("private key", "opens what is sealed for the recipients")
                        : Finding.bad("private key", "opens something else", ErrorCode.KEY_UNUSABLE.hint());
            }
        } catch (IOException e) {
            throw new LifeboatException(
                    ErrorCode.KEY_UNUSABLE, "no key under keys.private opens what is sealed for the recipients", e);
        }
    }
}
