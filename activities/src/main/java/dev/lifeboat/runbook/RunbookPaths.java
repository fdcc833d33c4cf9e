package dev.lifeboat.runbook;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Paths of a runbook are relative to its file, whoever works on it and wherever. */
final class RunbookPaths {
    private RunbookPaths() {}

    static Runbook absolute(Runbook runbook, Path folder) {
        return new Runbook(
                runbook.name(),
                new Database(
                        reference(runbook.database().url(), folder),
                        runbook.database().yieldAfter()),
                new StoreSettings(
                        location(runbook.store().primary(), folder),
                        runbook.store().copies().stream()
                                .map(copy -> location(copy, folder))
                                .toList()),
                keys(runbook.keys(), folder),
                runbook.archive(),
                runbook.objectives(),
                runbook.tiers(),
                runbook.phases(),
                runbook.backups(),
                runbook.drills(),
                optional(runbook.drillServer(), folder),
                optional(runbook.target(), folder),
                runbook.roleMap(),
                runbook.steps(),
                runbook.notifications().with(channel -> channel.with(secret -> reference(secret, folder))),
                runbook.people(),
                runbook.approvals(),
                runbook.retention(),
                new Audit(
                        optional(runbook.audit().database(), folder),
                        runbook.audit().events(),
                        runbook.audit().health(),
                        runbook.audit().at(),
                        runbook.audit().timezone()),
                runbook.anomalies(),
                runbook.verify(),
                runbook.health());
    }

    private static Keys keys(Keys keys, Path folder) {
        return new Keys(
                keys.recipients().stream()
                        .map(path -> folder.resolve(path).normalize().toString())
                        .toList(),
                optional(keys.signing(), folder),
                keys.privateKeys().stream().map(key -> reference(key, folder)).toList(),
                optional(keys.passphrase(), folder),
                keys.signers(),
                keys.compromised());
    }

    private static StoreLocation location(StoreLocation location, Path folder) {
        String path = location.path();
        return new StoreLocation(
                location.name(),
                location.kind(),
                path == null ? null : folder.resolve(path).normalize().toString(),
                location.bucket(),
                location.prefix(),
                location.region(),
                location.endpoint(),
                location.profile(),
                optional(location.accessKey(), folder),
                optional(location.secretKey(), folder),
                optional(location.sessionToken(), folder),
                optional(location.connection(), folder),
                location.encryption(),
                location.kmsKey(),
                location.storageClass(),
                location.lock(),
                location.modes(),
                location.keep(),
                location.prices());
    }

    private static @Nullable String optional(@Nullable String reference, Path folder) {
        return reference == null ? null : reference(reference, folder);
    }

    private static String reference(String reference, Path folder) {
        return reference.startsWith("file:")
                ? "file:"
                        + folder.resolve(reference.substring("file:".length())).normalize()
                : reference;
    }
}
