package dev.lifeboat.health;

import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.keys.KeyDescription;
import dev.lifeboat.keys.KeyFiles;
import dev.lifeboat.runbook.Keys;
import dev.lifeboat.runbook.Runbook;
import dev.lifeboat.secret.Secrets;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;

/** Whether the keys that a backup needs can be read and last (B7, K3). */
final class KeysCheck implements HealthCheck {
    private final Runbook runbook;
    private final Secrets secrets;
    private final Instant now;

    KeysCheck(Runbook runbook, Secrets secrets, Instant now) {
        this.runbook = runbook;
        this.secrets = secrets;
        this.now = now;
    }

    @Override
    public String name() {
        return "keys";
    }

    @Override
    public List<HealthProblem> look() {
        Findings findings = new Findings(name());
        Keys keys = runbook.keys();
        for (String file : keys.recipients()) {
            look(findings, file, "lifeboat keys rotate", () -> KeyFiles.describe(Path.of(file)));
        }
        String signing = keys.signing();
        if (signing != null) {
            look(
                    findings,
                    signing,
                    "lifeboat keys rotate --signing",
                    () -> KeyFiles.describe(
                            secrets.resolve(signing).value().getBytes(StandardCharsets.UTF_8), signing));
        }
        return findings.all();
    }

    private void look(Findings findings, String name, String remedy, Supplier<KeyDescription> read) {
        KeyDescription key;
        try {
            key = read.get();
        } catch (LifeboatException e) {
            findings.critical(
                    "key/" + file(name),
                    "key " + file(name) + " cannot be used: " + e.getMessage(),
                    "no backup can be taken with it",
                    e.code().hint());
            return;
        }
        Instant end = key.expires();
        if (end != null && !end.isAfter(Ages.after(now, runbook.health().keys()))) {
            boolean over = !end.isAfter(now);
            findings.add(
                    over,
                    "key/" + key.fingerprint(),
                    "key " + file(name)
                            + (over ? " has expired, at " + end : " expires in " + days(end) + " days, at " + end),
                    over ? "no backup can be taken with it" : "then no backup can be taken with it",
                    "make the next one: " + remedy);
        }
    }

    private long days(Instant end) {
        return Duration.between(now, end).toDays();
    }

    /** Where it lies is no matter of the problem, and no matter for a message. */
    private static String file(String name) {
        return name.substring(name.lastIndexOf('/') + 1);
    }
}
