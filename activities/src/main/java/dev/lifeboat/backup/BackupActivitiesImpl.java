package dev.lifeboat.backup;

import dev.lifeboat.activity.Heartbeat;
import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.archive.SetFolders;
import dev.lifeboat.archive.SetObjects;
import dev.lifeboat.catalogue.KnownPrimary;
import dev.lifeboat.postgres.ClientTools;
import dev.lifeboat.postgres.PostgresConnector;
import dev.lifeboat.restore.PinnedSets;
import dev.lifeboat.restore.Restorability;
import dev.lifeboat.restore.TargetConnections;
import dev.lifeboat.secret.Secrets;
import dev.lifeboat.set.Vault;
import dev.lifeboat.store.Store;
import dev.lifeboat.store.StoredObject;
import io.temporal.activity.Activity;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** The work of a backup, on whatever worker picks it up. Thread-safe. */
public final class BackupActivitiesImpl implements BackupActivities {
    private final Secrets secrets;
    private final PostgresConnector connector;
    private final ClientTools tools;
    private final Clock clock;
    private final String version;
    private final Restorability restorability;
    private final IntSupplier tryNumber;
    private final PinnedSets sets = new PinnedSets();

    /** @param version of Lifeboat, for the manifest */
    public BackupActivitiesImpl(
            Secrets secrets, PostgresConnector connector, ClientTools tools, Clock clock, String version) {
        this(secrets, connector, tools, clock, version, BackupActivitiesImpl::attempt);
    }

    /** @param tryNumber of the call in whose thread it is asked, from 1 */
    BackupActivitiesImpl(
            Secrets secrets,
            PostgresConnector connector,
            ClientTools tools,
            Clock clock,
            String version,
            IntSupplier tryNumber) {
        this.tryNumber = tryNumber;
        this.secrets = secrets;
        this.connector = connector;
        this.tools = tools;
        this.clock = clock;
        this.version = version;
        this.restorability = new Restorability(new TargetConnections(connector::connect));
    }

    @Override
    public BackupPlan preflight(BackupRequest request, String runId) {
        KnownPrimary.require(OpenVault.of(request.vault(), secrets));
        return new Preflight(connector, tools)
                .run(request, OpenVault.writing(request.vault(), secrets), runId, clock.instant());
    }

    @Override
    public BatchReceipt dumpSchema(SnapshotTask task) {
        try (Heartbeat heartbeat = Heartbeat.start()) {
            return new SchemaDump(connector, tools).dump(task, OpenVault.writing(task.vault(), secrets), heartbeat);
        }
    }

    @Override
    public ChunkPage planChunks(SnapshotTask task, int pageNumber, @Nullable TableChunk after) {
        EarlierChunks earlier = earlier(task, OpenVault.writing(task.vault(), secrets));
        try (SourceSession session = SourceSession.under(connector, task.source(), task.snapshotIds())) {
            return Chunks.page(
                            new ChosenRows(session.catalog(), task.content()).tables(),
                            task.archive(),
                            task.content(),
                            earlier,
                            pageNumber,
                            after)
                    .withAtATime(SpareConnections.of(
                            session.catalog(), task.archive().parallelism()));
        }
    }

    @Override
    public CopyReceipt copyChunks(SnapshotTask task, ChunkGroup group) {
        OpenVault vault = OpenVault.writing(task.vault(), secrets);
        int number = tryNumber.getAsInt();
        CopyReceipt receipt =
                new ChunkCopy(connector).copy(task, group, vault.store(), vault.sealer(), earlier(task, vault), number);
        return receipt.exceedsHistory()
                ? recorded(task, group.chunks().get(0), receipt, vault.store(), number)
                : receipt;
    }

    /** A chunk of many parts, or many chunks, would fill the history of the batch. */
    private static CopyReceipt recorded(
            SnapshotTask task, TableChunk first, CopyReceipt receipt, Store store, int tryNumber) {
        String object = String.format(
                Locale.ROOT,
                "%scopy-a%d-%d-%05d-t%d.json",
                SetObjects.WORK,
                task.attempt(),
                first.tableOid(),
                first.number(),
                tryNumber);
        try (Heartbeat heartbeat = Heartbeat.start()) {
            heartbeat.check();
            WorkRecords.Written written = new WorkRecords(store, task.setId()).write(object, receipt);
            return CopyReceipt.recordedAs(written.object(), written.sha256());
        }
    }

    /** The same for every activity of a run, which pins the manifest's hash. */
    private EarlierChunks earlier(SnapshotTask task, OpenVault vault) {
        EarlierSet set = task.reuse();
        return set == null
                ? EarlierChunks.NONE
                : EarlierChunks.of(sets.manifest(vault, set.setId(), set.manifestSha256()));
    }

    @Override
    public BatchReceipt recordBatch(SnapshotTask task, ChunkPage page, List<CopyReceipt> receipts) {
        Store store = OpenVault.writing(task.vault(), secrets).store();
        WorkRecords records = new WorkRecords(store, task.setId());
        List<CopyReceipt> whole = receipts.stream().map(records::whole).toList();
        List<StoredPart> parts =
                whole.stream().flatMap(receipt -> receipt.parts().stream()).toList();
        List<ChunkDigest> digests =
                whole.stream().flatMap(receipt -> receipt.digests().stream()).toList();
        String object =
                String.format(Locale.ROOT, "%sbatch-a%d-%05d.json", SetObjects.WORK, task.attempt(), page.number());
        WorkRecords.Written written = records.write(object, new WorkRecords.Batch(page.allChunks(), parts, digests));
        return new BatchReceipt(
                written.object(),
                written.sha256(),
                // A table that goes on in the next batch is counted where it begins.
                (int) page.allChunks().stream()
                        .filter(chunk -> chunk.number() == 1)
                        .count(),
                parts.stream().mapToLong(StoredPart::rows).sum(),
                parts.stream().mapToLong(StoredPart::bytes).sum(),
                parts.stream()
                        .filter(part -> part.set() == null)
                        .mapToLong(StoredPart::storedBytes)
                        .sum(),
                parts.stream()
                        .filter(part -> part.set() != null)
                        .mapToLong(StoredPart::storedBytes)
                        .sum());
    }

    @Override
    public SealedSet seal(SealTask task) {
        try (Heartbeat heartbeat = Heartbeat.start()) {
            heartbeat.check();
            Vault vault = task.snapshot().vault();
            return new Sealing(
                            OpenVault.writing(vault, secrets),
                            OpenVault.of(vault, secrets),
                            version,
                            restorability,
                            heartbeat)
                    .seal(task);
        }
    }

    @Override
    public void abandon(ClaimTask task) {
        Store store = OpenVault.writing(task.vault(), secrets).store();
        String folder = task.setId() + "/";
        boolean ours = store.exists(folder + SetObjects.CLAIM)
                && new SetFolders(store).claimedBy(task.setId()).equals(task.runId());
        if (!ours || store.exists(folder + SetObjects.MANIFEST)) {
            return;
        }
        List<String> names = new ArrayList<>();
        for (StoredObject object : store.list(folder)) {
            if (!object.name().endsWith("/" + SetObjects.CLAIM)) {
                names.add(object.name());
            }
        }
        // The claim goes last: as long as it stands, nobody else writes here.
        names.add(folder + SetObjects.CLAIM);
        SetObjects.removeIfAllowed(store, names);
    }

    private static int attempt() {
        try {
            return Activity.getExecutionContext().getInfo().getAttempt();
        } catch (IllegalStateException e) {
            return 1;
        }
    }
}
