package dev.lifeboat.cli;

import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.audit.AuditEvent;
import dev.lifeboat.audit.AuditTrail;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.keys.KeyAlgorithm;
import dev.lifeboat.runbook.Keys;
import dev.lifeboat.runbook.LoadedRunbook;
import dev.lifeboat.runbook.Runbook;
import dev.lifeboat.secret.Secrets;
import dev.lifeboat.session.Session;
import dev.lifeboat.set.Vault;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.Period;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What the commands about keys have in common. */
final class KeyChanges {
    private static final String NEVER = "never";

    private KeyChanges() {}

    /** The folder for keys beside the runbook. */
    static Path folder(LoadedRunbook loaded) {
        Path parent = loaded.file().toAbsolutePath().normalize().getParent();
        return (parent == null ? Path.of("/") : parent).resolve("keys");
    }

    /** Null: the runbook names none. Throws SECRET_MISSING. */
    static char @Nullable [] passphrase(@Nullable String reference, Secrets secrets) {
        return reference == null ? null : secrets.resolve(reference).value().toCharArray();
    }

    /** Throws USAGE unless it is a reference: a passphrase on a command line is everybody's. */
    static void requireReference(@Nullable String text, String option) {
        if (text != null && !text.startsWith("env:") && !text.startsWith("file:")) {
            throw new LifeboatException(
                    ErrorCode.USAGE, option + " takes env:NAME or file:PATH, never the secret itself");
        }
    }

    static KeyAlgorithm algorithm(String text) {
        return Usage.parse(() -> KeyAlgorithm.parse(text));
    }

    /** Null: never. Throws USAGE. */
    static @Nullable Period lasting(String text) {
        if (text.equals(NEVER)) {
            return null;
        }
        try {
            Period period = Period.parse(text);
            if (!period.isNegative() && !period.isZero()) {
                return period;
            }
        } catch (DateTimeException e) {
            throw new LifeboatException(
                    ErrorCode.USAGE, "\"" + text + "\" is no span such as P1Y or P18M, nor never", e);
        }
        throw new LifeboatException(ErrorCode.USAGE, "a key has to last longer than nothing");
    }

    /** The runbook's keys with other private keys and another passphrase for them, where they are given. */
    static Keys opening(Keys keys, List<String> privateKeys, @Nullable String passphrase) {
        return new Keys(
                keys.recipients(),
                keys.signing(),
                privateKeys.isEmpty() ? keys.privateKeys() : privateKeys,
                passphrase == null ? keys.passphrase() : passphrase,
                keys.signers(),
                keys.compromised());
    }

    /** Writes what the person at this terminal did down. */
    static void audit(Runbook book, Secrets secrets, Function<String, AuditEvent> by) {
        AuditEvent event = by.apply(Session.user(System.getenv()));
        if (!AuditTrail.of(OpenVault.of(Vault.of(book), secrets), secrets, book).recordOrWarn(event, Instant.now())) {
            Output.say("warning: the audit log could not be written; it lacks %s", event.type());
        }
    }
}
