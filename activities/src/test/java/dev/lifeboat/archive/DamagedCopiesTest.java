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
import dev.lifeboat.runbook.Archive;
import dev.lifeboat.runbook.ByteCount;
import dev.lifeboat.runbook.Compression;
import dev.lifeboat.secret.Secrets;
import dev.lifeboat.store.DyingStore;
import dev.lifeboat.store.MemoryStore;
import dev.lifeboat.store.NamedStore;
import dev.lifeboat.store.NearestStore;
import dev.lifeboat.store.Store;
import dev.lifeboat.store.StoredObject;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Parts of which not every store has a good copy: held in memory, or, with no memory, read twice. */
class DamagedCopiesTest {
    private static final int ROWS = 3_000;

    @TempDir
    static Path folder;

    private static Opener opener;
    private static List<PartInfo> parts;
    private static final MemoryStore GOOD = new MemoryStore(Clock.systemUTC());

    private final MemoryStore first = new MemoryStore(Clock.systemUTC());
    private final MemoryStore second = new MemoryStore(Clock.systemUTC());
    private final String object = "set/" + parts.get(0).object();
    private byte[] good = new byte[0];

    @BeforeAll
    static void write() {
        KeyFiles.generate(folder.resolve("keys"), KeyAlgorithm.CURVE25519, "test", null);
        opener = PgpOpener.of(List.of("file:" + folder.resolve("keys/backup.sec.asc")), null, new Secrets(Map.of()));
        Archive archive = new Archive(Compression.ZSTD, 1, 1, new ByteCount(1 << 20), new ByteCount(1 << 20), false);
        Random random = new Random(7);
        try (PartWriter writer = new PartWriter(
                GOOD,
                PgpSealer.forRecipients(
                        List.of(folder.resolve("keys/backup.pub.asc").toString())),
                archive,
                "set",
                number -> "data/t/" + number + ".pgp")) {
            for (int row = 0; row < ROWS; row++) {
                byte[] line =
                        (row + "\t" + random.nextLong() + random.nextLong() + "\n").getBytes(StandardCharsets.UTF_8);
                writer.row(line, 0, line.length);
            }
            parts = writer.finish();
        }
    }

    @BeforeEach
    void copyToBoth() {
        for (StoredObject stored : GOOD.list("")) {
            byte[] content = SetObjects.readSmall(GOOD, stored.name());
            SetObjects.write(first, stored.name(), content);
            SetObjects.write(second, stored.name(), content);
        }
        good = SetObjects.readSmall(GOOD, object);
    }

    @ParameterizedTest
    @ValueSource(longs = {PartReader.IN_MEMORY_BYTES, 0})
    void takesThePartFromTheNextStoreWhenItsCheckSumIsWrong(long inMemoryBytes) {
        flip(first, good.length / 2);
        assertRead(both(first, second), inMemoryBytes);
        first.delete(object);
        assertRead(both(first, second), inMemoryBytes);
        SetObjects.write(first, object, new byte[3]);
        assertRead(both(first, second), inMemoryBytes);
    }

    @ParameterizedTest
    @ValueSource(longs = {PartReader.IN_MEMORY_BYTES, 0})
    void readsThePartAlthoughTheFirstStoreDiesAtAnyByte(long inMemoryBytes) {
        for (long bytes = 1; bytes < 2L * good.length; bytes += good.length / 7) {
            assertRead(both(new DyingStore(first, bytes), second), inMemoryBytes);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {PartReader.IN_MEMORY_BYTES, 0})
    void refusesThePartThatIsDamagedInEveryStoreAndNamesThem(long inMemoryBytes) {
        flip(first, 10);
        second.delete(object);
        assertRefused(both(first, second), inMemoryBytes, ErrorCode.SET_CORRUPT)
                .hasMessageContaining("first: " + object + " differs from its manifest")
                .hasMessageContaining("second: it is not there");
    }

    /** The damaged store must not make the commander give the set up: the other may answer again. */
    @ParameterizedTest
    @ValueSource(longs = {PartReader.IN_MEMORY_BYTES, 0})
    void doesNotCallTheSetDamagedWhileAStoreDoesNotAnswer(long inMemoryBytes) {
        flip(second, good.length - 1);
        for (long bytes = 1; bytes < good.length; bytes += good.length / 5) {
            assertRefused(both(new DyingStore(first, bytes), second), inMemoryBytes, ErrorCode.STORE_UNAVAILABLE);
        }
    }

    /** Only the first reading looked at the first store's bytes; the end came from the other store, unlooked at. */
    @Test
    void doesNotCallTheSetDamagedWhenTheSecondReadingEndedInADamagedStore() {
        flip(second, good.length - 1);
        assertRefused(both(new DyingStore(first, good.length + 100), second), 0, ErrorCode.STORE_UNAVAILABLE)
                .hasMessageContaining("another store's differs");
    }

    private static Store both(Store one, Store other) {
        return NearestStore.of(List.of(new NamedStore("first", () -> one), new NamedStore("second", () -> other)));
    }

    private void flip(Store store, int at) {
        byte[] flipped = good.clone();
        flipped[at] ^= 4;
        store.delete(object);
        SetObjects.write(store, object, flipped);
    }

    private static void assertRead(Store store, long inMemoryBytes) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        for (PartInfo part : parts) {
            new PartReader(store, opener, inMemoryBytes).read("set", part, Compression.ZSTD, form -> form, text::write);
        }
        assertThat(text.toString(StandardCharsets.UTF_8).lines()).hasSize(ROWS);
    }

    private static org.assertj.core.api.AbstractThrowableAssert<?, ? extends Throwable> assertRefused(
            Store store, long inMemoryBytes, ErrorCode code) {
        return assertThatThrownBy(() -> new PartReader(store, opener, inMemoryBytes)
                        .read("set", parts.get(0), Compression.ZSTD, form -> form, (block, offset, length) -> {}))
                .isInstanceOfSatisfying(
                        LifeboatException.class, e -> assertThat(e.code()).isEqualTo(code));
    }
}
