package dev.lifeboat.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lifeboat.archive.Digests;
import dev.lifeboat.archive.SetState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever lies where the index should be: the list is the store's. */
class SetIndexTest {
    private static final Instant DAY = Instant.parse("2026-03-01T02:00:00Z");

    @TempDir
    Path folder;

    private ListedStore store;
    private Path state;
    private List<SetSummary> truth;

    /** What may have become of an index. */
    static Stream<Named<UnaryOperator<String>>> damages() {
        return Stream.of(
                Named.of("empty", text -> ""),
                Named.of("cut", text -> text.substring(0, text.length() / 2)),
                Named.of("one digit", text -> text.replaceFirst("\"storedBytes\" : 1000", "\"storedBytes\" : 2000")),
                Named.of("garbage", text -> "\u0000\u0001not an index".repeat(20)),
                Named.of("of another format", text -> resealed(text.replaceFirst("\"format\" : 2", "\"format\" : 3"))),
                Named.of(
                        "of another store",
                        text -> resealed(text.replaceFirst("\"store\" : \"primary\"", "\"store\" : \"other\""))),
                Named.of("without sets", text -> resealed("{\"format\":2,\"store\":\"primary\"}")),
                Named.of("null", text -> resealed("null")),
                Named.of("nested", text -> resealed("[".repeat(100_000))),
                Named.of(
                        "with another name",
                        text -> resealed(text.replaceFirst("\"daily/2026-03-01\" : ", "\"daily/2026-03-09\" : "))),
                Named.of(
                        "with a hostile name",
                        text -> resealed(text.replaceAll("daily/2026-03-01\"", "../\\\\u001b[2Jx\""))),
                Named.of(
                        "with less than nothing",
                        text -> resealed(text.replaceFirst("\"rows\" : 10", "\"rows\" : -10"))),
                Named.of(
                        "with a huge number",
                        text -> resealed(text.replaceFirst("\"rows\" : 10", "\"rows\" : 1e999999999"))));
    }

    @BeforeEach
    void addTwoSets() {
        store = new ListedStore(folder, "primary");
        store.sets().add("daily/2026-03-01", DAY, 1_000);
        store.sets().add("daily/2026-03-02", DAY.plusSeconds(86_400), 1_000);
        state = folder.resolve("state");
        truth = list();
        store.calls.clear();
    }

    @ParameterizedTest
    @MethodSource("damages")
    void isIgnoredAndMadeAnewWhen(UnaryOperator<String> damage) throws IOException {
        String text = Files.readString(file());
        String changed = damage.apply(text);
        assertThat(changed).isNotEqualTo(text);
        Files.writeString(file(), changed);
        assertThat(list()).isEqualTo(truth);
        assertThat(store.calls("read")).hasSize(6);
        assertThat(Files.readString(file())).isEqualTo(text);
    }

    @Test
    void isIgnoredWhereOthersMayWriteIt() throws IOException {
        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-rw-rw-"));
        assertThat(list()).isEqualTo(truth);
        assertThat(store.calls("read")).hasSize(6);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
    }

    @Test
    void isNotReadThroughALink() throws IOException {
        Path elsewhere = folder.resolve("elsewhere.json");
        Files.move(file(), elsewhere);
        Path link = state.resolve(
                Digests.sha256("primary".getBytes(StandardCharsets.UTF_8)).substring(0, 32) + ".json");
        Files.createSymbolicLink(link, elsewhere);
        assertThat(list()).isEqualTo(truth);
        assertThat(store.calls("read")).hasSize(6);
        assertThat(link).isRegularFile();
        assertThat(Files.isSymbolicLink(link)).isFalse();
    }

    @Test
    void isNotNeededWhereItCannotBeWritten() throws IOException {
        Path taken = Files.writeString(folder.resolve("taken"), "a file");
        assertThat(new StoreCatalogue(store.open(), SetIndex.in(taken)).list()).isEqualTo(truth);
        assertThat(taken).hasContent("a file");
    }

    @Test
    void aForgedOneMisleadsAListAndNoChoice() throws IOException {
        String forged = resealed(Files.readString(file()).replace("2026-03-01T02:00:00Z", "2027-01-01T00:00:00Z"));
        Files.writeString(file(), forged);
        assertThat(list().get(0).set()).isEqualTo("daily/2026-03-01");
        assertThat(new Selecting(store.open()).chosen("latest").set()).isEqualTo("daily/2026-03-02");
    }

    @Test
    void manyMayWriteItAtOnce() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(8);
        try {
            for (int round = 0; round < 5; round++) {
                Files.delete(file());
                Callable<List<SetSummary>> look = this::list;
                for (Future<List<SetSummary>> found :
                        pool.invokeAll(List.of(look, look, look, look, look, look, look, look))) {
                    assertThat(found.get()).isEqualTo(truth);
                }
            }
        } finally {
            pool.shutdownNow();
        }
        store.calls.clear();
        assertThat(list()).isEqualTo(truth);
        assertThat(store.calls("read")).isEmpty();
        try (var files = Files.list(state)) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void holdsNoSecretAndOnlyItsOwnerReadsIt() throws IOException {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(state)))
                .isEqualTo("rwx------");
        assertThat(truth).allSatisfy(set -> assertThat(set.state()).isEqualTo(SetState.TAKEN));
    }

    private List<SetSummary> list() {
        return new StoreCatalogue(store.open(), SetIndex.in(state)).list();
    }

    private Path file() throws IOException {
        try (var files = Files.list(state)) {
            return files.findFirst().orElseThrow();
        }
    }

    private static String resealed(String text) {
        String json = text.startsWith("{") || text.startsWith("[") || text.equals("null")
                ? text
                : text.substring(text.indexOf('\n') + 1);
        return Digests.sha256(json.getBytes(StandardCharsets.UTF_8)) + "\n" + json;
    }
}
