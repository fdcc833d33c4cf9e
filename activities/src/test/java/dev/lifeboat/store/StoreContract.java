package dev.lifeboat.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What every store does; each adapter runs this suite on a store that is empty before each test. Adapters that lock, or reach
 * their store over a network, run {@link LockContract} or {@link RemoteContract} as well.
 */
public abstract class StoreContract {
    /** How many objects one listing has to bring: 100000 are tried by hand. */
    private static final int LISTED = Integer.getInteger("lifeboat.contract.names", 1_100);

    private static final Duration HOUR = Duration.ofHours(1);

    /** The store under test, always the same one within a test. */
    protected abstract Store store();

    /** Whether the store drops what was begun and left; false: its server forgets that by itself, after a time. */
    public boolean sweeps() {
        return true;
    }

    @Test
    void showsAnObjectOnlyWhenItIsCommitted() throws IOException {
        try (ObjectWriter writer = store().create("daily/a")) {
            writer.write("content".getBytes(StandardCharsets.UTF_8));
            assertThat(store().exists("daily/a")).isFalse();
            assertThat(store().list("")).isEmpty();
            writer.commit();
        }
        assertThat(read("daily/a")).asString().isEqualTo("content");
        assertThat(store().list("daily/")).singleElement().satisfies(object -> {
            assertThat(object.size()).isEqualTo(7);
            assertThat(object.modified())
                    .isBetween(Instant.now().minus(HOUR), Instant.now().plus(HOUR));
        });
    }

    /** Around the sizes at which an adapter may begin another part. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, (8 << 20) - 1, 8 << 20, (8 << 20) + 1, (17 << 20) + 3})
    void takesStreamsWhoseLengthNobodyKnows(int size) throws IOException {
        byte[] content = content(size);
        try (ObjectWriter writer = store().create("stream")) {
            Random chunks = new Random(size);
            for (int written = 0; written < size; ) {
                int next = Math.min(size - written, chunks.nextInt(700_000));
                writer.write(content, written, next);
                written += next;
            }
            writer.commit();
        }
        assertThat(Arrays.equals(read("stream"), content)).isTrue();
        assertThat(store().list("")).singleElement().satisfies(object -> assertThat(object.size())
                .isEqualTo(size));
    }

    @ParameterizedTest
    @ValueSource(ints = {100_000, 20 << 20})
    void leavesNothingOfAWriterThatIsClosedWithoutCommit(int size) throws IOException {
        try (ObjectWriter writer = store().create("daily/a")) {
            writer.write(content(size));
        }
        assertThat(store().list("")).isEmpty();
        assertThat(store().exists("daily/a")).isFalse();
        assertThat(store().sweepUnfinished(Instant.now().plus(HOUR))).isZero();
    }

    @Test
    void neverOverwritesWhateverTheOrder() throws IOException {
        try (ObjectWriter first = store().create("a");
                ObjectWriter second = store().create("a")) {
            first.write('1');
            second.write('2');
            second.commit();
            assertFails(first::commit, ErrorCode.OBJECT_EXISTS);
        }
        assertThat(read("a")).asString().isEqualTo("2");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 9 << 20})
    void letsOneOfManyWritersWinAName(int size) throws Exception {
        int writers = 4;
        CyclicBarrier together = new CyclicBarrier(writers);
        List<Callable<Boolean>> races = IntStream.range(0, writers)
                .<Callable<Boolean>>mapToObj(number -> () -> {
                    try (ObjectWriter writer = store().create("name")) {
                        byte[] own = new byte[size];
                        Arrays.fill(own, (byte) ('0' + number));
                        writer.write(own);
                        together.await();
                        return commits(writer);
                    }
                })
                .toList();
        List<Boolean> won = inParallel(writers, races);
        assertThat(won).containsOnlyOnce(true);
        byte[] kept = read("name");
        assertThat(kept).hasSize(size);
        assertThat(kept[0]).isEqualTo((byte) ('0' + won.indexOf(true)));
        assertThat(kept[size - 1]).isEqualTo(kept[0]);
    }

    /** A name that is taken may also be told of as an error after which the upload is begun again. */
    private static boolean commits(ObjectWriter writer) {
        try {
            writer.commit();
            return true;
        } catch (LifeboatException e) {
            assertThat(e.code()).isIn(ErrorCode.OBJECT_EXISTS, ErrorCode.STORE_UNAVAILABLE);
            return false;
        }
    }

    @Test
    void listsAFolderAndNotItsNeighbour() {
        for (String name : new String[] {"daily/2026-01-01/b", "daily/2026-01-01/a", "daily/2026-01-01.2/c", "x"}) {
            write(name, 1);
        }
        assertThat(store().list("daily/2026-01-01/").stream().map(StoredObject::name))
                .containsExactly("daily/2026-01-01/a", "daily/2026-01-01/b");
        assertThat(store().list("nowhere/")).isEmpty();
    }

    @Test
    void listsMoreNamesThanAPageHolds() throws Exception {
        List<String> names = IntStream.range(0, LISTED)
                .mapToObj(number -> String.format("many/%d/%06d", number % 7, number))
                .sorted()
                .toList();
        inParallel(
                8,
                names.stream()
                        .<Callable<Boolean>>map(name -> () -> {
                            write(name, 1);
                            return true;
                        })
                        .toList());
        assertThat(store().list("").stream().map(StoredObject::name)).containsExactlyElementsOf(names);
        assertThat(store().list("many/3/")).hasSize((int)
                names.stream().filter(name -> name.startsWith("many/3/")).count());
    }

    @Test
    void readsAnyRange() throws IOException {
        byte[] content = write("a", 1_000_003);
        for (long[] range : new long[][] {
            {0, 1}, {0, 1_000_003}, {5, 70_000}, {1_000_002, 1}, {1_000_002, 50}, {999_000, Long.MAX_VALUE}, {7, 0}
        }) {
            int from = (int) range[0];
            int to = (int) Math.min(content.length, range[0] + Math.min(range[1], content.length));
            assertThat(read("a", range[0], range[1])).isEqualTo(Arrays.copyOfRange(content, from, to));
        }
        assertThat(read("a", 1_000_003, 10)).isEmpty();
        assertThat(read("a", 5_000_000, Long.MAX_VALUE)).isEmpty();
        assertThatThrownBy(() -> store().read("a", -1, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> store().read("a", 0, -1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void readsNothingOfAnEmptyObject() throws IOException {
        write("a", 0);
        assertThat(read("a")).isEmpty();
        assertThat(read("a", 0, 5)).isEmpty();
    }

    /** As after a broken connection: the caller knows how far it came. */
    @Test
    void goesOnWithAReadThatWasLeft() throws IOException {
        byte[] content = write("a", 9 << 20);
        byte[] begin;
        try (InputStream in = store().read("a")) {
            begin = in.readNBytes(3_333_333);
        }
        byte[] rest = read("a", begin.length, Long.MAX_VALUE);
        assertThat(begin).isEqualTo(Arrays.copyOf(content, begin.length));
        assertThat(Arrays.equals(rest, Arrays.copyOfRange(content, begin.length, content.length)))
                .isTrue();
    }

    /** Writers whose process died: nothing is visible, and the sweep leaves no part of them. */
    @Test
    void sweepsWhatWasBegunAndLeft() throws IOException {
        write("whole", 1);
        ObjectWriter left = store().create("daily/left");
        left.write(content(20 << 20));
        assertThat(store().sweepUnfinished(Instant.now().minus(HOUR))).isZero();
        assertThat(store().sweepUnfinished(Instant.now().plus(HOUR))).isEqualTo(sweeps() ? 1 : 0);
        assertThat(store().sweepUnfinished(Instant.now().plus(HOUR))).isZero();
        assertThat(store().list("").stream().map(StoredObject::name)).containsExactly("whole");
        if (sweeps()) {
            assertFails(left::commit, ErrorCode.STORE_UNAVAILABLE);
        }
        left.close();
        assertThat(store().exists("daily/left")).isFalse();
    }

    @Test
    void leavesOutFoldersThatNobodyAskedFor() {
        for (String name :
                new String[] {"audit/1", "daily/a/data/t/1", "daily/a/data2", "daily/a/manifest", "data/x"}) {
            write(name, 1);
        }
        List<String> asked = new ArrayList<>();
        Predicate<String> skipped = folder -> {
            asked.add(folder);
            return folder.equals("audit/") || folder.endsWith("/data/");
        };
        assertThat(store().list("", skipped).stream().map(StoredObject::name))
                .containsExactly("daily/a/data2", "daily/a/manifest", "data/x");
        assertThat(asked).contains("daily/a/").doesNotContain("daily/a/data/t/", "daily/a/data2");
        assertThat(store().list("daily/a/", skipped)).hasSize(2);
        // The folder that is asked for is never left out, only what is in it.
        assertThat(store().list("audit/", skipped)).hasSize(1);
        assertThat(store().list("daily/a/data/", skipped)).hasSize(1);
        assertThat(store().list("nowhere/", skipped)).isEmpty();
    }

    @Test
    void deletesOnceAndThenNothing() {
        write("a/b", 1);
        store().delete("a/b");
        store().delete("a/b");
        assertThat(store().exists("a/b")).isFalse();
        assertThat(store().list("")).isEmpty();
        write("a/b", 2);
        assertThat(store().list("")).hasSize(1);
    }

    @Test
    void tellsOfWhatIsNotThere() {
        write("a/b", 1);
        for (String name : new String[] {"a", "a/c", "b"}) {
            assertThat(store().exists(name)).isFalse();
            assertThatThrownBy(() -> store().read(name)).isInstanceOf(NoSuchObjectException.class);
            assertThatThrownBy(() -> store().read(name, 10, 0)).isInstanceOf(NoSuchObjectException.class);
            assertThatThrownBy(() -> store().lockOf(name)).isInstanceOf(NoSuchObjectException.class);
            assertThatThrownBy(() -> store().extendLock(name, Instant.now())).isInstanceOf(NoSuchObjectException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"../a", "/a", "a//b", "a/../b", "", ".", "a/.hidden", "a\nb", "a b", "ä", "a/", "-rf"})
    void refusesHostileNames(String name) {
        for (ThrowingCallable call : List.<ThrowingCallable>of(
                () -> store().create(name),
                () -> store().read(name),
                () -> store().exists(name),
                () -> store().delete(name),
                () -> store().lockOf(name),
                () -> store().extendLock(name, Instant.now()),
                () -> store().list("/" + name),
                () -> store().list("/" + name, folder -> false),
                () -> store().list("/" + name, folder -> true))) {
            assertFails(call, ErrorCode.SET_CORRUPT);
        }
    }

    private byte[] write(String name, int size) {
        byte[] content = content(size);
        StoreAsserts.write(store(), name, content);
        return content;
    }

    private byte[] read(String name) throws IOException {
        try (InputStream in = store().read(name)) {
            return in.readAllBytes();
        }
    }

    private byte[] read(String name, long offset, long length) throws IOException {
        try (InputStream in = store().read(name, offset, length)) {
            return in.readAllBytes();
        }
    }

    private static byte[] content(int size) {
        byte[] content = new byte[size];
        new Random(size).nextBytes(content);
        return content;
    }

    private static void assertFails(ThrowingCallable call, ErrorCode code) {
        StoreAsserts.assertFails(call, code);
    }

    private static <T> List<T> inParallel(int threads, List<Callable<T>> calls) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<T> results = new ArrayList<>();
            for (Future<T> call : pool.invokeAll(calls)) {
                results.add(call.get());
            }
            return results;
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        } finally {
            pool.shutdownNow();
        }
    }
}
