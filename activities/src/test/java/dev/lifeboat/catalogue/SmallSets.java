package dev.lifeboat.catalogue;

import dev.lifeboat.archive.Digests;
import dev.lifeboat.archive.Extent;
import dev.lifeboat.archive.FileInfo;
import dev.lifeboat.archive.Manifest;
import dev.lifeboat.archive.ManifestJson;
import dev.lifeboat.archive.Mark;
import dev.lifeboat.archive.MarkKind;
import dev.lifeboat.archive.Marks;
import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.archive.PartInfo;
import dev.lifeboat.archive.SetObjects;
import dev.lifeboat.archive.SnapshotInfo;
import dev.lifeboat.archive.SourceInfo;
import dev.lifeboat.archive.TableInfo;
import dev.lifeboat.archive.ToolVersions;
import dev.lifeboat.keys.Signer;
import dev.lifeboat.runbook.Compression;
import dev.lifeboat.set.BackupMode;
import dev.lifeboat.set.SetContent;
import dev.lifeboat.store.Store;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Sealed sets without rows: a signed manifest that speaks of one table. Enough for whoever only lists. */
public final class SmallSets {
    private static final String HASH = "0".repeat(32);

    private final Store store;
    private final Signer signer;
    private final byte[] publicKey;
    private final String runbook;

    /** Sets of the runbook {@code small}. */
    public SmallSets(Store store, Signer signer) {
        this(store, signer, "small");
    }

    public SmallSets(Store store, Signer signer, String runbook) {
        this.runbook = runbook;
        this.store = store;
        this.signer = signer;
        this.publicKey = signer.publicKey();
    }

    /** A set of everything; returns its manifest's SHA-256. */
    public String add(String set, Instant takenAt, long storedBytes) {
        return add(manifest(set, null, takenAt, SetContent.WHOLE, storedBytes, null));
    }

    /** Of which the rows are in another set. */
    public String addReusing(String set, Instant takenAt, long storedBytes, String needed) {
        return add(manifest(set, null, takenAt, SetContent.WHOLE, storedBytes, needed));
    }

    public String add(Manifest manifest) {
        byte[] json = ManifestJson.write(manifest);
        String folder = manifest.set() + "/";
        SetObjects.write(store, folder + SetObjects.SIGNER, publicKey);
        SetObjects.write(store, folder + SetObjects.SIGNATURE, signer.sign(json));
        SetObjects.write(store, folder + SetObjects.MANIFEST, json);
        return Digests.sha256(json);
    }

    public Manifest manifest(
            String set,
            @Nullable String label,
            Instant takenAt,
            SetContent content,
            long storedBytes,
            @Nullable String needed) {
        PartInfo part =
                new PartInfo("data/public.users/00001.copy.zst.pgp", 10, 400, 100, "0".repeat(64), HASH, needed);
        TableInfo table = new TableInfo(
                1,
                "public",
                "users",
                0,
                null,
                List.of("id", "name"),
                10,
                400,
                HASH,
                List.of(part),
                Extent.WHOLE,
                List.of(),
                List.of());
        long own = needed == null ? storedBytes - 100 : storedBytes;
        return new Manifest(
                Manifest.FORMAT,
                set,
                runbook,
                "0".repeat(64),
                "backup/small/" + set,
                BackupMode.parse(set.substring(0, set.indexOf('/'))),
                label,
                null,
                source("small"),
                new SnapshotInfo(takenAt, "0/0"),
                Compression.ZSTD,
                content,
                List.of("A".repeat(40)),
                signer.fingerprint(),
                List.of(table),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(new FileInfo("schema.dump.pgp", own, "0".repeat(64))),
                new ToolVersions("test", "15"),
                null,
                takenAt.plusSeconds(60));
    }

    /** A mark of a run whose id says what it did. */
    public static void mark(OpenVault vault, MarkKind kind, String set, String sha256, Instant at, String detail) {
        new Marks(vault).add(new Mark(kind, set, sha256, kind + "/" + set + "/" + at, at, detail));
    }

    /** A source of nothing but a name. */
    public static SourceInfo source(String database) {
        return new SourceInfo(
                "7000000000000000000",
                16384,
                database,
                150000,
                "UTF8",
                "C",
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                null,
                List.of(),
                List.of(),
                List.of(),
                new TreeMap<>(),
                null);
    }
}
