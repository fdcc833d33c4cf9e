package dev.lifeboat.rotation;

import dev.lifeboat.archive.Digests;
import dev.lifeboat.archive.Extent;
import dev.lifeboat.archive.FileInfo;
import dev.lifeboat.archive.Manifest;
import dev.lifeboat.archive.ManifestJson;
import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.archive.PartInfo;
import dev.lifeboat.archive.PartReader;
import dev.lifeboat.archive.PartWriter;
import dev.lifeboat.archive.SetFolders;
import dev.lifeboat.archive.SetObjects;
import dev.lifeboat.archive.SetWriter;
import dev.lifeboat.archive.SnapshotInfo;
import dev.lifeboat.archive.TableInfo;
import dev.lifeboat.archive.ToolVersions;
import dev.lifeboat.catalogue.SmallSets;
import dev.lifeboat.keys.KeyAlgorithm;
import dev.lifeboat.keys.KeyFiles;
import dev.lifeboat.keys.Sealer;
import dev.lifeboat.runbook.Archive;
import dev.lifeboat.runbook.Compression;
import dev.lifeboat.runbook.Keys;
import dev.lifeboat.runbook.StoreLocation;
import dev.lifeboat.runbook.StoreSettings;
import dev.lifeboat.secret.Secrets;
import dev.lifeboat.set.BackupMode;
import dev.lifeboat.set.SetContent;
import dev.lifeboat.set.Vault;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Real sets of one table without a database, and the vaults that read them with other keys. */
final class TinySets {
    static final Instant TAKEN = Instant.parse("2026-03-01T02:00:00Z");
    static final Secrets NO_SECRETS = new Secrets(Map.of());
    static final byte[] SCHEMA = "definitions".getBytes(StandardCharsets.UTF_8);

    private final Path folder;

    TinySets(Path folder) {
        this.folder = folder;
    }

    /** A pair of keys in a folder of their own. */
    Path keys(String name) {
        KeyFiles.generate(folder.resolve(name), KeyAlgorithm.CURVE25519, name, null);
        return folder.resolve(name);
    }

    Path store() {
        return folder.resolve("store");
    }

    /** The vault of a machine that encrypts for, opens with and signs with these keys. */
    Vault vault(Path recipient, List<Path> opening, Path signing, List<String> signers, Map<String, LocalDate> lost) {
        return new Vault(
                "tiny",
                new StoreSettings(StoreLocation.folder(store().toString()), List.of()),
                new Keys(
                        List.of(recipient.resolve("backup.pub.asc").toString()),
                        signing == null ? null : "file:" + signing.resolve("signing.sec.asc"),
                        opening.stream()
                                .map(key -> "file:" + key.resolve("backup.sec.asc"))
                                .toList(),
                        null,
                        signers,
                        new TreeMap<>(lost)),
                null);
    }

    /** All with the same keys, trusted by name. */
    Vault vault(Path keys) {
        return vault(keys, List.of(keys), keys, List.of(signer(keys)), Map.of());
    }

    static String signer(Path keys) {
        return KeyFiles.describe(keys.resolve("signing.pub.asc")).fingerprint();
    }

    static OpenVault open(Vault vault) {
        return OpenVault.of(vault, NO_SECRETS);
    }

    /** Full names of the objects that a set is read from. */
    static List<String> objects(Manifest manifest) {
        return Rewrapping.objects(manifest).entrySet().stream()
                .flatMap(folder -> folder.getValue().stream().map(object -> folder.getKey() + "/" + object))
                .toList();
    }

    /** The records of session keys that lie beside a set. */
    List<Path> rewraps(String set) throws IOException {
        Path records = store().resolve("records").resolve(set);
        if (!Files.exists(records)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(records)) {
            return files.filter(file -> file.getFileName().toString().matches("rewrap-.*\\.json"))
                    .sorted()
                    .toList();
        }
    }

    /** A part as a later set refers to it. */
    static PartInfo in(String set, PartInfo part) {
        return new PartInfo(
                part.object(), part.rows(), part.bytes(), part.storedBytes(), part.sha256(), part.hash(), set);
    }

    /** A set whose table has so many parts, of a row each. */
    static Manifest add(Vault in, String set, int parts) throws IOException {
        return add(in, set, parts, List.of());
    }

    /** The same with rows that lie in the folders of earlier sets. */
    static Manifest add(Vault in, String set, int parts, List<PartInfo> referred) throws IOException {
        OpenVault vault = open(in);
        Sealer sealer = vault.sealer();
        List<PartInfo> stored = new ArrayList<>(referred);
        for (int number = 1; number <= parts; number++) {
            String object = String.format("data/public.users/%05d.copy.zst.pgp", number);
            try (PartWriter writer = new PartWriter(vault.store(), sealer, Archive.DEFAULT, set, part -> object)) {
                byte[] row = (number + "\tuser\n").getBytes(StandardCharsets.UTF_8);
                writer.row(row, 0, row.length);
                stored.addAll(writer.finish());
            }
        }
        ByteArrayOutputStream schema = new ByteArrayOutputStream();
        try (OutputStream plain = sealer.seal(schema)) {
            plain.write(SCHEMA);
        }
        SetObjects.write(vault.store(), set + "/schema.dump.pgp", schema.toByteArray());
        TableInfo table = new TableInfo(
                1,
                "public",
                "users",
                0,
                null,
                List.of("id", "name"),
                stored.size(),
                stored.stream().mapToLong(PartInfo::bytes).sum(),
                "0".repeat(32),
                stored,
                Extent.WHOLE,
                List.of(),
                List.of());
        FileInfo file = new FileInfo("schema.dump.pgp", schema.size(), Digests.sha256(schema.toByteArray()));
        Manifest draft = manifest(vault, set, table, file);
        SetFolders.Claim claim = new SetFolders.Claim(draft.runId(), TAKEN);
        SetObjects.write(vault.store(), set + "/" + SetObjects.CLAIM, ManifestJson.write(claim));
        return new SetWriter(vault).seal(draft, signed -> {}, () -> {}).manifest();
    }

    /** Every row of the set, as the vault's keys read it. */
    static List<String> rows(Vault in, Manifest manifest) {
        OpenVault vault = open(in);
        StringBuilder rows = new StringBuilder();
        PartReader reader = new PartReader(vault.store(), vault.opener());
        for (TableInfo table : manifest.tables()) {
            table.parts()
                    .forEach(part -> reader.read(
                            manifest,
                            table,
                            part,
                            (block, offset, length) ->
                                    rows.append(new String(block, offset, length, StandardCharsets.UTF_8))));
        }
        return rows.toString().lines().toList();
    }

    private static Manifest manifest(OpenVault vault, String set, TableInfo table, FileInfo schema) {
        return new Manifest(
                Manifest.FORMAT,
                set,
                "tiny",
                "0".repeat(64),
                "backup/tiny/" + set,
                BackupMode.parse(set.substring(0, set.indexOf('/'))),
                null,
                null,
                SmallSets.source("tiny"),
                new SnapshotInfo(TAKEN, "0/0"),
                Compression.ZSTD,
                SetContent.WHOLE,
                vault.sealer().recipients(),
                vault.signer().fingerprint(),
                List.of(table),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(schema),
                new ToolVersions("test", "15"),
                null,
                TAKEN);
    }
}
