package dev.lifeboat.backup;

import static dev.lifeboat.error.ErrorCode.OBJECT_EXISTS;
import static dev.lifeboat.error.ErrorCode.SET_CORRUPT;

import dev.lifeboat.activity.Heartbeat;
import dev.lifeboat.anomaly.SetWatch;
import dev.lifeboat.archive.AuthenticatedSet;
import dev.lifeboat.archive.ChunkInfo;
import dev.lifeboat.archive.Digests;
import dev.lifeboat.archive.Manifest;
import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.archive.OutsideRows;
import dev.lifeboat.archive.PartInfo;
import dev.lifeboat.archive.PreviousSet;
import dev.lifeboat.archive.RowHash;
import dev.lifeboat.archive.SetLocks;
import dev.lifeboat.archive.SetObjects;
import dev.lifeboat.archive.SetReader;
import dev.lifeboat.archive.SetWriter;
import dev.lifeboat.archive.SnapshotInfo;
import dev.lifeboat.archive.TableInfo;
import dev.lifeboat.archive.ToolVersions;
import dev.lifeboat.catalogue.SetSummary;
import dev.lifeboat.catalogue.StoreCatalogue;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.restore.Restorability;
import dev.lifeboat.store.NoSuchObjectException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** From batches to a manifest: checks that nothing is missing, then makes the set visible. */
final class Sealing {
    private final OpenVault vault;
    private final OpenVault stores;
    private final String version;
    private final Restorability restorability;
    private final Heartbeat heartbeat;

    /**
     * @param vault where the set is written
     * @param stores all of the runbook's
     */
    Sealing(OpenVault vault, OpenVault stores, String version, Restorability restorability, Heartbeat heartbeat) {
        this.vault = vault;
        this.stores = stores;
        this.restorability = restorability;
        this.version = version;
        this.heartbeat = heartbeat;
    }

    SealedSet seal(SealTask task) {
        String manifest = SetObjects.manifestOf(task.snapshot().setId());
        if (vault.store().exists(manifest)) {
            return sealedBefore(task);
        }
        try {
            return sealNow(task);
        } catch (LifeboatException | NoSuchObjectException e) {
            boolean triedAgain =
                    e instanceof LifeboatException known && known.code().retryable();
            if (triedAgain || !vault.store().exists(manifest)) {
                throw e;
            }
            // Another try was faster, and took the run's records away.
            return sealedBefore(task);
        }
    }

    private SealedSet sealNow(SealTask task) {
        List<SetSummary> sets = new StoreCatalogue(vault).list();
        SetWriter writer = new SetWriter(vault);
        Manifest manifest = writer.putDown(
                task.snapshot().setId(),
                task.runId(),
                task.snapshot().attempt(),
                copied(task),
                () -> draft(task, sets));
        heartbeat.moved(0, 0);
        new SetReader(vault).requireNeeded(manifest);
        SetLocks.extend(vault, manifest);
        heartbeat.moved(0, 0);
        SetWatch watch = new SetWatch(vault, stores, task.anomalies());
        // A try that was given up must not be seen any more.
        AuthenticatedSet set =
                writer.seal(manifest, whole -> watch.beforeItIsSigned(whole, sets), () -> heartbeat.moved(0, 0));
        return summary(set, watch);
    }

    /** Of a run that is reset, or started again under its name, the records are others. */
    private static String copied(SealTask task) {
        return Digests.sha256(Stream.concat(Stream.of(task.schema()), task.batches().stream())
                .map(BatchReceipt::sha256)
                .collect(Collectors.joining(" "))
                .getBytes(StandardCharsets.US_ASCII));
    }

    private Manifest draft(SealTask task, List<SetSummary> sets) {
        WorkRecords records = new WorkRecords(vault.store(), task.snapshot().setId());
        WorkRecords.Schema schema = records.read(task.schema(), WorkRecords.Schema.class);
        Manifest draft = manifest(task, schema, tables(task, schema, records), sets);
        return task.target() == null ? draft : draft.withRestorability(restorability.of(draft, task.target(), null));
    }

    /** Throws SET_CORRUPT unless each table of the snapshot was copied without gap or overlap. */
    private static List<TableInfo> tables(SealTask task, WorkRecords.Schema schema, WorkRecords records) {
        Map<Long, List<TableChunk>> chunks = new HashMap<>();
        Map<Long, List<StoredPart>> parts = new HashMap<>();
        Map<Long, List<ChunkDigest>> digests = new HashMap<>();
        for (BatchReceipt receipt : task.batches()) {
            WorkRecords.Batch batch = records.read(receipt, WorkRecords.Batch.class);
            batch.chunks().forEach(chunk -> chunks.computeIfAbsent(chunk.tableOid(), oid -> new ArrayList<>())
                    .add(chunk));
            batch.parts().forEach(part -> parts.computeIfAbsent(part.tableOid(), oid -> new ArrayList<>())
                    .add(part));
            batch.digests().forEach(digest -> digests.computeIfAbsent(digest.tableOid(), oid -> new ArrayList<>())
                    .add(digest));
        }
        List<TableInfo> tables = new ArrayList<>();
        for (TableInfo table : schema.tables()) {
            List<TableChunk> own = chunks.remove(table.oid());
            if (!Chunks.copied(table, task.snapshot().content())) {
                tables.add(table);
                continue;
            }
            if (own == null || !covered(own)) {
                throw new LifeboatException(SET_CORRUPT, table.qualifiedName() + " was not copied whole");
            }
            List<StoredPart> stored = parts.getOrDefault(table.oid(), List.of());
            tables.add(withParts(table, stored)
                    .withChunks(chunks(own, stored, digests.getOrDefault(table.oid(), List.of()))));
        }
        if (!chunks.isEmpty()) {
            throw new LifeboatException(SET_CORRUPT, chunks.size() + " copied tables are not in the snapshot");
        }
        tables.sort(Comparator.comparing(TableInfo::schema).thenComparing(TableInfo::name));
        return tables;
    }

    private static boolean covered(List<TableChunk> chunks) {
        return Chunks.complete(chunks.stream()
                .sorted(Comparator.comparingInt(TableChunk::number))
                .toList());
    }

    private static TableInfo withParts(TableInfo table, List<StoredPart> stored) {
        List<StoredPart> ordered = stored.stream()
                .sorted(Comparator.comparingInt(StoredPart::chunk).thenComparingInt(StoredPart::number))
                .toList();
        RowHash hash = new RowHash();
        ordered.forEach(part -> hash.add(part.hash(), part.rows()));
        List<PartInfo> parts = ordered.stream()
                .map(part -> new PartInfo(
                        part.object(),
                        part.rows(),
                        part.bytes(),
                        part.storedBytes(),
                        part.sha256(),
                        part.hash(),
                        part.set()))
                .toList();
        return table.withParts(
                hash.rows(), parts.stream().mapToLong(PartInfo::bytes).sum(), hash.hex(), parts);
    }

    /** What a later set compares its chunks with; empty where they were not counted for that. */
    private static List<ChunkInfo> chunks(List<TableChunk> copied, List<StoredPart> stored, List<ChunkDigest> counted) {
        if (counted.isEmpty()) {
            return List.of();
        }
        Map<Integer, String> digests =
                counted.stream().collect(Collectors.toMap(ChunkDigest::chunk, ChunkDigest::textSha256));
        Map<Integer, Long> parts =
                stored.stream().collect(Collectors.groupingBy(StoredPart::chunk, Collectors.counting()));
        return copied.stream()
                .sorted(Comparator.comparingInt(TableChunk::number))
                .map(chunk -> new ChunkInfo(
                        chunk.number(),
                        chunk.fromBlock(),
                        chunk.toBlock(),
                        parts.getOrDefault(chunk.number(), 0L).intValue(),
                        Objects.requireNonNull(digests.get(chunk.number()))))
                .toList();
    }

    private Manifest manifest(SealTask task, WorkRecords.Schema schema, List<TableInfo> tables, List<SetSummary> sets) {
        return new Manifest(
                Manifest.FORMAT,
                task.snapshot().setId(),
                task.snapshot().vault().runbook(),
                task.runbookSha256(),
                task.runId(),
                task.mode(),
                task.label(),
                task.reason(),
                schema.source(),
                new SnapshotInfo(task.held().takenAt(), task.held().lsn()),
                task.snapshot().archive().compression(),
                task.snapshot().content(),
                vault.sealer().recipients(),
                vault.signer().fingerprint(),
                tables,
                schema.sequences(),
                schema.entries(),
                schema.foreignKeys(),
                schema.unfilledViews(),
                schema.roles(),
                schema.outside(),
                List.of(),
                schema.files(),
                new ToolVersions(version, schema.pgDump()),
                previous(sets),
                task.sealedAt());
    }

    /** The one that was sealed last: of two that were taken side by side it names the other, whichever of them was taken last. */
    private static @Nullable PreviousSet previous(List<SetSummary> sets) {
        return sets.stream()
                // One whose verification failed is a link all the same; without a hash it does not authenticate.
                .filter(set -> !set.manifestSha256().isEmpty())
                .max(Comparator.comparing(set -> set.facts().sealedAt()))
                .map(set -> new PreviousSet(set.set(), set.manifestSha256()))
                .orElse(null);
    }

    private SealedSet sealedBefore(SealTask task) {
        AuthenticatedSet set = new SetReader(vault).authenticate(task.snapshot().setId());
        if (!set.manifest().runId().equals(task.runId())) {
            throw new LifeboatException(OBJECT_EXISTS, task.snapshot().setId() + " was sealed by another run");
        }
        new SetWriter(vault).removeWork(task.snapshot().setId());
        return summary(set, new SetWatch(vault, stores, task.anomalies()));
    }

    private static SealedSet summary(AuthenticatedSet set, SetWatch watch) {
        Manifest manifest = set.manifest();
        return new SealedSet(
                manifest.set(),
                set.manifestSha256(),
                manifest.tables().size(),
                manifest.rows(),
                manifest.bytes(),
                manifest.storedBytes(),
                manifest.restorability(),
                manifest.outside().stream().map(OutsideRows::describe).toList(),
                manifest.reusedBytes(),
                watch.whenSealed(set));
    }
}
