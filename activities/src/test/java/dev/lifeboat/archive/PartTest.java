package dev.lifeboat.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.keys.KeyAlgorithm;
import dev.lifeboat.keys.KeyFiles;
import dev.lifeboat.keys.Opener;
import dev.lifeboat.keys.PgpOpener;
import dev.lifeboat.keys.PgpSealer;
import dev.lifeboat.keys.Sealer;
import dev.lifeboat.runbook.Archive;
import dev.lifeboat.runbook.ByteCount;
import dev.lifeboat.runbook.Compression;
import dev.lifeboat.secret.Secrets;
import dev.lifeboat.store.ForwardingStore;
import dev.lifeboat.store.FullDisk;
import dev.lifeboat.store.MemoryStore;
import dev.lifeboat.store.Store;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PartTest {
    @TempDir
    static Path folder;

    private static Sealer sealer;
    private static Opener opener;

    private final MemoryStore store = new MemoryStore(Clock.systemUTC());

    @BeforeAll
    static void makeKeys() {
        KeyFiles.generate(folder.resolve("keys"), KeyAlgorithm.CURVE25519, "test", null);
        sealer = PgpSealer.forRecipients(
                List.of(folder.resolve("keys/backup.pub.asc").toString()));
        opener = PgpOpener.of(List.of("file:" + folder.resolve("keys/backup.sec.asc")), null, new Secrets(Map.of()));
    }

    @AfterEach
    void nothingIsLeftOpen() {
        store.checkNothingIsOpen();
    }

    @ParameterizedTest
    @EnumSource
    void givesBackTheRowsItTook(Compression compression) {
        List<PartInfo> parts = write(compression, rows(5_000));
        assertThat(parts.size()).isGreaterThan(1);
        assertThat(read(compression, parts)).isEqualTo(String.join("", rows(5_000)));
    }

    @Test
    void writesNoPartForNoRowsAndOneForARowLargerThanAPart() {
        assertThat(write(Compression.ZSTD, List.of())).isEmpty();
        String huge = noise(300_000) + "\n";
        assertThat(read(Compression.ZSTD, write(Compression.ZSTD, List.of(huge))))
                .isEqualTo(huge);
    }

    @Test
    void addsUpToTheSameHashWhateverTheOrderAndThePartition() {
        RowHash forwards = new RowHash();
        RowHash backwards = new RowHash();
        List<String> rows = rows(1000);
        rows.forEach(row -> add(forwards, row));
        for (int i = rows.size() - 1; i >= 0; i--) {
            add(backwards, rows.get(i));
        }
        RowHash parts = new RowHash();
        write(Compression.ZSTD, rows).forEach(part -> parts.add(part.hash(), part.rows()));
        assertThat(backwards.hex()).isEqualTo(forwards.hex()).isEqualTo(parts.hex());
        add(backwards, "one more\n");
        assertThat(backwards.hex()).isNotEqualTo(forwards.hex());
    }

    @Test
    void refusesEveryTampering() throws IOException {
        List<PartInfo> parts = write(Compression.ZSTD, rows(5_000));
        PartInfo part = parts.get(0);
        byte[] good = bytes("set/" + part.object());
        for (int at : new int[] {0, 10, good.length / 2, good.length - 1}) {
            byte[] flipped = good.clone();
            flipped[at] ^= 4;
            replace(part, flipped);
            assertCorrupt(part);
        }
        replace(part, Arrays.copyOf(good, good.length - 1));
        assertCorrupt(part);
        replace(part, Arrays.copyOf(good, good.length + 1));
        assertCorrupt(part);
        replace(part, bytes("set/" + parts.get(1).object()));
        assertCorrupt(part);
        store.delete("set/" + part.object());
        assertCorrupt(part);
    }

    @Test
    void refusesAPartWhoseManifestNamesOtherRows() {
        PartInfo part = write(Compression.ZSTD, rows(100)).get(0);
        assertCorrupt(new PartInfo(
                part.object(), part.rows() + 1, part.bytes(), part.storedBytes(), part.sha256(), part.hash(), null));
        assertCorrupt(new PartInfo(
                part.object(), part.rows(), part.bytes(), part.storedBytes(), part.sha256(), "0".repeat(32), null));
        // A decompression bomb: more text than the manifest names.
        assertCorrupt(
                new PartInfo(part.object(), part.rows(), 10, part.storedBytes(), part.sha256(), part.hash(), null));
    }

    @Test
    void readsALargePartTwiceAndRefusesTheSameTampering() throws IOException {
        PartInfo part = write(Compression.ZSTD, rows(5_000)).get(0);
        PartReader reader = new PartReader(store, opener, part.storedBytes() - 1);
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        reader.read("set", part, Compression.ZSTD, form -> form, text::write);
        assertThat((long) text.size()).isEqualTo(part.bytes());
        byte[] good = bytes("set/" + part.object());
        for (int at : new int[] {0, good.length / 2, good.length - 1}) {
            byte[] flipped = good.clone();
            flipped[at] ^= 4;
            replace(part, flipped);
            assertCorrupt(reader, part);
        }
        replace(part, Arrays.copyOf(good, good.length - 1));
        assertCorrupt(reader, part);
        replace(part, Arrays.copyOf(good, good.length + 1));
        assertCorrupt(reader, part);
    }

    /** The object is exchanged between the two readings, for another that is sealed just as well. */
    @Test
    void refusesALargePartThatChangesBetweenItsTwoReadings() throws IOException {
        List<PartInfo> parts = write(Compression.ZSTD, rows(5_000));
        PartInfo part = parts.get(0);
        PartInfo other = new PartInfo(
                part.object(),
                parts.get(1).rows(),
                parts.get(1).bytes(),
                part.storedBytes(),
                part.sha256(),
                parts.get(1).hash(),
                null);
        byte[] exchanged = bytes("set/" + parts.get(1).object());
        assertCorrupt(new PartReader(new Exchanging(store, exchanged), opener, 0), other);
    }

    @Test
    void holdsAPartOfTheDefaultSizeInMemoryAsTheFormatsDescriptionSays() throws IOException {
        assertThat(Archive.DEFAULT.part().bytes()).isLessThan(PartReader.IN_MEMORY_BYTES);
        String description =
                Files.readString(Path.of(System.getProperty("lifeboat.root")).resolve("docs/archive-format.md"));
        assertThat(description)
                .contains((PartReader.IN_MEMORY_BYTES >> 20) + " MiB")
                .contains((Archive.DEFAULT.part().bytes() >> 20) + " MiB by default");
    }

    @Test
    void dropsThePartThatWasNotFinished() {
        try (PartWriter writer = writer(Compression.ZSTD)) {
            writer.row("x\n".getBytes(StandardCharsets.UTF_8), 0, 2);
        }
        assertThat(store.list("")).isEmpty();
    }

    @Test
    void leavesOnlyWholePartsWhenTheDiskFillsUpInTheMiddleOfATable() throws IOException {
        Path root = folder.resolve("full");
        Store full = FullDisk.after(2, root);
        Archive archive = new Archive(Compression.ZSTD, 1, 1, new ByteCount(1 << 20), new ByteCount(64 << 10), false);
        assertThatThrownBy(() -> {
                    try (PartWriter writer =
                            new PartWriter(full, sealer, archive, "set", number -> "data/t/" + number + ".pgp")) {
                        for (String row : rows(5_000)) {
                            byte[] line = row.getBytes(StandardCharsets.UTF_8);
                            writer.row(line, 0, line.length);
                        }
                        writer.finish();
                    }
                })
                .isInstanceOfSatisfying(
                        LifeboatException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STORE_FULL))
                .hasMessageContaining("set/data/t/3.pgp");
        try (Stream<Path> files = Files.walk(root)) {
            assertThat(files.filter(Files::isRegularFile))
                    .containsExactlyInAnyOrder(root.resolve("set/data/t/1.pgp"), root.resolve("set/data/t/2.pgp"));
        }
    }

    private void assertCorrupt(PartInfo part) {
        assertThatThrownBy(() -> read(Compression.ZSTD, List.of(part)))
                .isInstanceOfSatisfying(
                        LifeboatException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SET_CORRUPT))
                .hasMessageContaining(part.object());
    }

    private static void assertCorrupt(PartReader reader, PartInfo part) {
        assertThatThrownBy(
                        () -> reader.read("set", part, Compression.ZSTD, form -> form, (block, offset, length) -> {}))
                .isInstanceOfSatisfying(
                        LifeboatException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SET_CORRUPT))
                .hasMessageContaining(part.object());
    }

    private void replace(PartInfo part, byte[] content) {
        store.delete("set/" + part.object());
        SetObjects.write(store, "set/" + part.object(), content);
    }

    private byte[] bytes(String name) throws IOException {
        try (InputStream in = store.read(name)) {
            return in.readAllBytes();
        }
    }

    private PartWriter writer(Compression compression) {
        Archive archive = new Archive(compression, 1, 1, new ByteCount(1 << 20), new ByteCount(64 << 10), false);
        return new PartWriter(store, sealer, archive, "set", number -> "data/t/" + number + ".pgp");
    }

    private List<PartInfo> write(Compression compression, List<String> rows) {
        try (PartWriter writer = writer(compression)) {
            for (String row : rows) {
                byte[] line = row.getBytes(StandardCharsets.UTF_8);
                writer.row(line, 0, line.length);
            }
            return writer.finish();
        }
    }

    private String read(Compression compression, List<PartInfo> parts) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        for (PartInfo part : parts) {
            new PartReader(store, opener).read("set", part, compression, form -> form, text::write);
        }
        return text.toString(StandardCharsets.UTF_8);
    }

    private static void add(RowHash hash, String row) {
        byte[] line = row.getBytes(StandardCharsets.UTF_8);
        hash.add(line, 0, line.length);
    }

    private static List<String> rows(int count) {
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            rows.add(i + "\t" + noise(60 + i % 500) + "\\n\\\\.\tGrüße\n");
        }
        return rows;
    }

    private static String noise(int length) {
        Random random = new Random(length);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append((char) ('!' + random.nextInt(90)));
        }
        return text.toString();
    }

    /** Gives another object at the second reading. */
    private static final class Exchanging extends ForwardingStore {
        private final Store store;
        private final byte[] second;
        private int readings;

        Exchanging(Store store, byte[] second) {
            this.store = store;
            this.second = second;
        }

        @Override
        protected Store other() {
            return store;
        }

        @Override
        public InputStream read(String name, long offset, long length) {
            readings++;
            return readings == 1 ? store.read(name, offset, length) : new ByteArrayInputStream(second);
        }
    }
}
