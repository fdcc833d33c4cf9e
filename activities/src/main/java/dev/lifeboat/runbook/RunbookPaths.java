package dev.lifeboat.runbook;

import java.nio.file.Path;

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
                runbook.drillServer() == null ? null : reference(runbook.drillServer(), folder),
                runbook.target() == null ? null : reference(runbook.target(), folder),
                runbook.roleMap(),
                runbook.steps(),
                runbook.notifications().webhook() == null
                        ? runbook.notifications()
                        : new Notify(reference(runbook.notifications().webhook(), folder)),
                runbook.people(),
                runbook.approvals());
    }

    private static Keys keys(Keys keys, Path folder) {
        String signing = keys.signing();
        String passphrase = keys.passphrase();
        return new Keys(
                keys.recipients().stream()
                        .map(path -> folder.resolve(path).normalize().toString())
                        .toList(),
                signing == null ? null : reference(signing, folder),
                keys.privateKeys().stream().map(key -> reference(key, folder)).toList(),
                passphrase == null ? null : reference(passphrase, folder),
                keys.signers());
    }

    private static StoreLocation location(StoreLocation location, Path folder) {
        return new StoreLocation(
                location.kind(), folder.resolve(location.path()).normalize().toString());
    }

    private static String reference(String reference, Path folder) {
        return reference.startsWith("file:")
                ? "file:"
                        + folder.resolve(reference.substring("file:".length())).normalize()
                : reference;
    }
}
