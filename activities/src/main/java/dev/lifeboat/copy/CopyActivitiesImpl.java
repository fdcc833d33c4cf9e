package dev.lifeboat.copy;

import dev.lifeboat.activity.Heartbeat;
import dev.lifeboat.archive.AuthenticatedSet;
import dev.lifeboat.archive.Manifest;
import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.archive.SetReader;
import dev.lifeboat.catalogue.KnownPrimary;
import dev.lifeboat.catalogue.Selecting;
import dev.lifeboat.restore.PinnedSets;
import dev.lifeboat.runbook.Runbook;
import dev.lifeboat.secret.Secrets;
import dev.lifeboat.set.BackupMode;
import dev.lifeboat.set.Vault;
import java.time.Clock;
import java.time.Period;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The work of a copy. Thread-safe. */
public final class CopyActivitiesImpl implements CopyActivities {
    private final Secrets secrets;
    private final Clock clock;
    /** A manifest of a hundred thousand parts takes seconds to read, and each of 800 ranges needs it. */
    private final PinnedSets sets = new PinnedSets();

    public CopyActivitiesImpl(Secrets secrets, Clock clock) {
        this.secrets = secrets;
        this.clock = clock;
    }

    @Override
    public CopyTask begin(CopyRequest request) {
        Vault vault = Vault.of(request.runbook());
        OpenVault source = source(vault, request.to(), request.from());
        Selecting selecting = new Selecting(source);
        Selecting.Chosen chosen = selecting.chosen(request.set());
        AuthenticatedSet set = selecting.authenticate(chosen);
        Manifest manifest = set.manifest();
        new SetReader(source).strangers(manifest);
        Vault keeping = vault.keeping(keep(request.runbook(), request.to(), manifest.mode()));
        OpenVault target = target(keeping, request.to());
        if (request.offline()) {
            OfflineDisk.prepare(target.store(), vault.runbook());
        } else if (request.to().equals(vault.store().primary().name())) {
            KnownPrimary.require(OpenVault.of(vault, secrets));
        } else {
            new KnownPlace(request.to(), vault.runbook()).require(OpenVault.of(vault, secrets), target.store());
        }
        note(target, manifest);
        new SetCopy(source, target).claim(set);
        List<CopiedObject> objects = CopiedObject.of(manifest);
        return new CopyTask(
                keeping,
                manifest.set(),
                set.manifestSha256(),
                request.to(),
                request.from(),
                request.offline(),
                objects.size(),
                objects.stream().mapToLong(CopiedObject::bytes).sum(),
                chosen.warnings());
    }

    @Override
    public CopiedObjects copy(CopyTask task, int from, int to) {
        int sent = 0;
        long bytes = 0;
        long sentBytes = 0;
        try (Heartbeat heartbeat = Heartbeat.start()) {
            List<CopiedObject> objects = objects(task, from, to);
            ObjectCopy copy = new ObjectCopy(
                    source(task).store(), target(task.vault(), task.to()).store(), heartbeat);
            for (CopiedObject object : objects) {
                bytes += object.bytes();
                if (copy.send(object)) {
                    sent++;
                    sentBytes += object.bytes();
                }
                heartbeat.moved(1, 0);
            }
        }
        return new CopiedObjects(to - from, bytes, sent, sentBytes);
    }

    @Override
    public CopiedObjects check(CopyTask task, int from, int to) {
        long bytes = 0;
        try (Heartbeat heartbeat = Heartbeat.start()) {
            List<CopiedObject> objects = objects(task, from, to);
            ObjectCopy copy = new ObjectCopy(
                    source(task).store(), target(task.vault(), task.to()).store(), heartbeat);
            for (CopiedObject object : objects) {
                copy.check(object);
                bytes += object.bytes();
                heartbeat.moved(1, 0);
            }
        }
        return new CopiedObjects(to - from, bytes, 0, 0);
    }

    @Override
    public int seal(CopyTask task) {
        OpenVault source = source(task);
        AuthenticatedSet set = new SetReader(source).authenticate(task.setId(), task.manifestSha256());
        OpenVault target = target(task.vault(), task.to());
        note(target, set.manifest());
        int records = new SetCopy(source, target).seal(set);
        // A disk is read under another name than it was written: a mark would name a store that nobody knows.
        if (!task.offline()) {
            readBack(task.vault()).mark(set, source.vault().store().names(), task.to());
        }
        return records;
    }

    @Override
    public boolean follow(Vault vault, String setId, String manifestSha256, String to) {
        AuthenticatedSet set = new SetReader(OpenVault.of(vault.only(to), secrets)).authenticate(setId, manifestSha256);
        return readBack(vault).mark(set, vault.without(to).store().names(), to);
    }

    private ReadBack readBack(Vault vault) {
        return new ReadBack(OpenVault.of(vault, secrets), clock);
    }

    private List<CopiedObject> objects(CopyTask task, int from, int to) {
        Manifest manifest = sets.manifest(source(task), task.setId(), task.manifestSha256());
        note(target(task.vault(), task.to()), manifest);
        return CopiedObject.of(manifest).subList(from, to);
    }

    /** Without a manifest the copy looks like a leftover, and what it refers to like nobody's: a clean-up there must wait. */
    private void note(OpenVault target, Manifest manifest) {
        sets.note(target, manifest.set());
        manifest.needs().forEach(needed -> sets.note(target, needed));
    }

    private OpenVault source(CopyTask task) {
        return source(task.vault(), task.to(), task.from());
    }

    private OpenVault source(Vault vault, String to, @Nullable String from) {
        return OpenVault.of(from == null ? vault.without(to) : vault.only(from), secrets);
    }

    /** Alone: nothing may be taken for copied that another store has. */
    private OpenVault target(Vault vault, String to) {
        return OpenVault.writing(vault.only(to), secrets);
    }

    /** As long as the store says, else as the set's mode is locked; null: neither says. */
    private static @Nullable Period keep(Runbook runbook, String store, BackupMode mode) {
        Period own = runbook.store().at(store).primary().keep();
        return own != null ? own : runbook.lockedFor(mode);
    }
}
