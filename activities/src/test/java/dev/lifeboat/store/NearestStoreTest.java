package dev.lifeboat.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Several stores read as one: no failure of one of them loses data or is taken for the absence of data. */
class NearestStoreTest extends StoreContract {
    private static final byte[] LARGE = new byte[200_000];
    private static final NamedStore GONE = new NamedStore("gone", () -> {
        throw new LifeboatException(ErrorCode.STORE_UNAVAILABLE, "no route to host");
    });

    private final MemoryStore first = new MemoryStore(Clock.systemUTC());
    private final MemoryStore second = new MemoryStore(Clock.systemUTC());
    private final Store both = NearestStore.of(List.of(named("first", first), named("second", second)));

    static {
        new Random(1).nextBytes(LARGE);
    }

    @Override
    protected Store store() {
        return both;
    }

    @AfterEach
    void nothingIsLeftOpen() {
        first.checkNothingIsOpen();
        second.checkNothingIsOpen();
    }

    @Test
    void readsFromTheFirstThatHasTheObject() throws IOException {
        put(first, "a", "near");
        put(second, "a", "far");
        put(second, "b", "only far");
        assertThat(text(both, "a")).isEqualTo("near");
        assertThat(text(both, "b")).isEqualTo("only far");
        assertThat(both.exists("b")).isTrue();
    }

    @Test
    void readsAndListsFromTheOthersWhileOneCannotEvenBeOpened() throws IOException {
        put(second, "a", "far");
        Store store = NearestStore.of(List.of(GONE, named("second", second)));
        assertThat(text(store, "a")).isEqualTo("far");
        assertThat(store.exists("a")).isTrue();
        assertThat(store.list("")).extracting(StoredObject::name).containsExactly("a");
    }

    @Test
    void goesOnInTheNextStoreWhereOneBreaksOffInTheMiddle() throws IOException {
        StoreAsserts.write(first, "a", LARGE);
        StoreAsserts.write(second, "a", LARGE);
        for (int bytes : new int[] {0, 1, 70_000, LARGE.length - 1, LARGE.length}) {
            Store store =
                    NearestStore.of(List.of(named("dying", new DyingStore(first, bytes)), named("second", second)));
            try (InputStream in = store.read("a")) {
                assertThat(in.readAllBytes()).as("after %d bytes", bytes).isEqualTo(LARGE);
                assertThat(((ResumingStream) in).resumed()).isEqualTo(bytes > 0);
            }
        }
    }

    @Test
    void namesEachStoreWithItsReasonWhenAllFail() {
        StoreAsserts.write(first, "a", LARGE);
        Store store =
                NearestStore.of(List.of(named("first", new DyingStore(first, 1_000)), named("second", second), GONE));
        assertThatThrownBy(() -> {
                    try (InputStream in = store.read("a")) {
                        in.readAllBytes();
                    }
                })
                .isInstanceOfSatisfying(
                        LifeboatException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STORE_UNAVAILABLE))
                .hasMessageContaining("first: a cannot be read: connection reset")
                .hasMessageContaining("second: it is not there")
                .hasMessageContaining("gone: no route to host");
    }

    @Test
    void neverTakesAStoreThatDoesNotAnswerForOneThatHasNothing() {
        Store store = NearestStore.of(List.of(GONE, named("second", second)));
        assertUnavailable(() -> store.exists("a"));
        assertUnavailable(() -> store.read("a"));
        assertUnavailable(() -> NearestStore.firstGood(store, "a", one -> one.read("a")));
        assertThatThrownBy(() -> NearestStore.of(List.of(GONE)).list("")).hasMessageContaining("no route");
    }

    @Test
    void saysThatAnObjectIsMissingOnlyWhenAllStoresSaySo() {
        assertThatThrownBy(() -> both.read("a")).isInstanceOf(NoSuchObjectException.class);
        assertThat(both.exists("a")).isFalse();
        assertThatThrownBy(() -> NearestStore.firstGood(both, "a", one -> one.read("a")))
                .isInstanceOf(NoSuchObjectException.class);
    }

    @Test
    void takesWhatIsGoodFromTheNextWhenOneHasItDamaged() {
        put(first, "a", "bad");
        put(second, "a", "good");
        assertThat(NearestStore.firstGood(both, "a", NearestStoreTest::good)).isEqualTo("good");
        second.delete("a");
        assertThatThrownBy(() -> NearestStore.firstGood(both, "a", NearestStoreTest::good))
                .isInstanceOfSatisfying(
                        LifeboatException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SET_CORRUPT))
                .hasMessageContaining("first: a is damaged")
                .hasMessageContaining("second: it is not there");
    }

    @Test
    void tellsWhoListensWhichStoresWerePassedOverAndWhy() throws IOException {
        List<String> heard = new ArrayList<>();
        Store store = NearestStore.of(List.of(named("first", first), named("second", second)))
                .telling((object, passed, error, readFrom) ->
                        heard.add(object + ": " + passed.name() + ", " + error.getMessage() + ", " + readFrom));
        put(first, "a", "bad");
        put(second, "a", "good");
        put(second, "b", "good");
        NearestStore.firstGood(store, "a", NearestStoreTest::good);
        text(store, "b");
        text(NearestStore.beginningWith(store, first), "b");
        assertThat(heard)
                .containsExactly("a: first, a is damaged, second", "b: first, b, second", "b: first, b, second");
        heard.clear();
        put(first, "c", "good");
        text(store, "c");
        text(NearestStore.beginningWith(store, second), "b");
        assertThatThrownBy(() -> store.read("nowhere")).isInstanceOf(NoSuchObjectException.class);
        assertThat(heard).isEmpty();
    }

    @Test
    void tellsWhoListensOnceOfAStoreThatBreaksOff() throws IOException {
        List<String> heard = new ArrayList<>();
        String large = "x".repeat(200_000);
        put(first, "a", large);
        put(second, "a", large);
        Store store = NearestStore.of(List.of(named("dying", new DyingStore(first, 1_000)), named("second", second)))
                .telling((object, passed, error, readFrom) -> heard.add(object + ": " + passed.name()));
        try (InputStream in = store.read("a")) {
            assertThat(in.readAllBytes()).hasSize(200_000);
        }
        assertThat(heard).containsExactly("a: dying");
    }

    @Test
    void callsNothingDamagedAsLongAsAStoreMayHaveItWhole() {
        put(first, "a", "bad");
        Store store = NearestStore.of(List.of(named("first", first), GONE));
        assertUnavailable(() -> NearestStore.firstGood(store, "a", NearestStoreTest::good));
    }

    @Test
    void rethrowsTheFailureOfAnOnlyStoreAsItIs() {
        Store store = NearestStore.of(List.of(GONE));
        assertThatThrownBy(() -> store.read("a")).hasMessage("no route to host");
        assertThatThrownBy(() -> store.exists("a")).hasMessage("no route to host");
    }

    @Test
    void writesAndDeletesInTheFirstStoreAlone() {
        put(second, "a", "far");
        put(both, "b", "new");
        both.delete("a");
        assertThat(first.list("")).extracting(StoredObject::name).containsExactly("b");
        assertThat(second.list("")).extracting(StoredObject::name).containsExactly("a");
        Store store = NearestStore.of(List.of(GONE, named("second", second)));
        assertUnavailable(() -> put(store, "c", "lost?"));
    }

    @Test
    void keepsARecordInTheFirstStoreThatTakesIt() throws IOException {
        NearestStore down = NearestStore.of(List.of(GONE, named("second", second)));
        assertThat(down.recording().exists("r")).isFalse();
        put(down.recording(), "r", "evidence");
        assertThat(text(down, "r")).isEqualTo("evidence");
        assertThatThrownBy(() -> put(down.recording(), "r", "other"))
                .isInstanceOfSatisfying(
                        LifeboatException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.OBJECT_EXISTS));
        NearestStore none = NearestStore.of(List.of(GONE, new NamedStore("gone too", GONE::open)));
        assertThatThrownBy(() -> put(none.recording(), "r", "x")).hasMessageContaining("gone too: no route to host");
    }

    @Test
    void listsEachObjectOnceAndKnowsAllItsSizes() {
        put(first, "a", "cut");
        put(second, "a", "whole");
        put(second, "b", "far");
        assertThat(both.list("")).extracting(StoredObject::name).containsExactly("a", "b");
        Listing listing = Listing.of(both, "");
        assertThat(listing.has("a", 5)).isTrue();
        assertThat(listing.has("a", 4)).isFalse();
        assertThat(listing.unanswered()).isNull();
        assertThat(Listing.of(NearestStore.of(List.of(GONE, named("second", second))), "")
                        .unanswered())
                .isNotNull();
    }

    private static String good(Store store) {
        try (InputStream in = store.read("a")) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            if (!text.equals("good")) {
                throw new LifeboatException(ErrorCode.SET_CORRUPT, "a is damaged");
            }
            return text;
        } catch (IOException e) {
            throw new LifeboatException(ErrorCode.STORE_UNAVAILABLE, "a", e);
        }
    }

    private static void assertUnavailable(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        LifeboatException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STORE_UNAVAILABLE))
                .hasMessageContaining("no route to host");
    }

    private static NamedStore named(String name, Store store) {
        return new NamedStore(name, () -> store);
    }

    private static String text(Store store, String name) throws IOException {
        try (InputStream in = store.read(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static void put(Store store, String name, String content) {
        StoreAsserts.write(store, name, content.getBytes(StandardCharsets.UTF_8));
    }
}
