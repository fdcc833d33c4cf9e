package dev.lifeboat.retention;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lifeboat.archive.Manifest;
import dev.lifeboat.archive.MarkKind;
import dev.lifeboat.archive.Marks;
import dev.lifeboat.archive.SetObjects;
import dev.lifeboat.archive.SetReader;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.store.MemoryStore;
import dev.lifeboat.store.StoredObject;
import dev.lifeboat.sweep.Calls;
import dev.lifeboat.sweep.FaultyStore;
import dev.lifeboat.sweep.FaultyStore.When;
import dev.lifeboat.sweep.Sweep;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A clean-up whose store fails once, at any call, and goes on or ends there; whose activities are all called twice. Two verified
 * sets stay, one of which refers to the other; two go that are the same.
 */
@Timeout(300)
class CleaningSweepTest {
    @TempDir
    Path folder;

    private TestStores stores;
    private final Map<String, byte[]> contents = new TreeMap<>();
    private final Map<String, Instant> times = new TreeMap<>();
    private List<String> kept;
    private List<String> going;

    @BeforeEach
    void fill() {
        stores = new TestStores(folder, "primary");
        String needed = stores.daily("primary", 50);
        String newest = stores.daily("primary", 1, needed);
        stores.mark("primary", newest, MarkKind.VERIFIED, "a");
        stores.mark("primary", needed, MarkKind.VERIFIED, "b");
        String base = stores.daily("primary", 60);
        String top = stores.daily("primary", 45, base);
        stores.clock.set(TestStores.NOW.minus(Duration.ofDays(3)));
        SetObjects.write(stores.store("primary"), "daily/2026-11-18/data/x", "left".getBytes(StandardCharsets.UTF_8));
        stores.clock.set(TestStores.NOW);
        kept = List.of(newest, needed);
        going = List.of(top, base);
        for (StoredObject object : stores.store("primary").list("")) {
            contents.put(object.name(), SetObjects.readSmall(stores.store("primary"), object.name()));
            times.put(object.name(), object.modified());
        }
    }

    @ParameterizedTest
    @EnumSource
    void oneFailureOfTheStoreIsToldAndOvercome(When when) throws Throwable {
        int calls = Sweep.through(when, fault -> {
            again();
            stores.wrap("primary", store -> new FaultyStore(store, fault));
            List<LifeboatException> failures = new ArrayList<>();
            CleanedStore cleaned = clean(Calls.retrying(failures), "1");
            stores.wrap("primary", store -> store);
            // What only people read fails nothing, and is told of.
            long unpaged = cleaned.warnings().stream()
                    .filter(warning -> warning.startsWith("the report has no page"))
                    .count();
            assertThat(failures.size() + unpaged).isEqualTo(fault.happened() ? 1 : 0);
            assertThat(failures).extracting(LifeboatException::code).allMatch(ErrorCode.STORE_UNAVAILABLE::equals);
            assertThat(cleaned.deleted()).isEqualTo(2);
            assertThat(cleaned.kept()).isEqualTo(2);
            assertDone();
        });
        assertThat(calls).as("calls of a clean-up").isGreaterThan(100);
    }

    @Test
    void aCleanUpThatDiesAnywhereLeavesWholeSetsOrNoneAndTheNextOneEndsItsWork() throws Throwable {
        Sweep.through(When.AFTER, fault -> {
            again();
            stores.wrap("primary", store -> new FaultyStore(store, fault));
            try {
                clean((method, call) -> call.go(), "1");
            } catch (LifeboatException e) {
                assertThat(fault.happened()).isTrue();
            }
            stores.wrap("primary", store -> store);
            assertWholeOrNone();
            stores.clock.pass(Duration.ofDays(2));
            clean((method, call) -> call.go(), "2");
            assertDone();
        });
    }

    @Test
    void everyActivityCalledTwiceDoesTheSame() {
        List<String> done = new ArrayList<>();
        CleanedStore cleaned = clean(Calls.twice(done), "1");
        assertThat(done).containsExactly("plan", "delete", "delete", "sweep", "report");
        assertThat(cleaned.deleted()).isEqualTo(2);
        assertThat(cleaned.warnings()).isEmpty();
        assertDone();
    }

    @Test
    void aSecondCleanUpFindsNothingToDo() {
        clean((method, call) -> call.go(), "1");
        CleanedStore second = clean((method, call) -> call.go(), "2");
        assertThat(second.deleted()).isZero();
        assertThat(second.leftovers()).isZero();
        assertDone();
    }

    private CleanedStore clean(Calls.Policy policy, String run) {
        RetentionActivities activities = new RetentionActivitiesImpl(stores.secrets, stores.clock, any -> false);
        return Cleanings.whole(
                Calls.through(RetentionActivities.class, activities, policy), stores.task("primary", run));
    }

    /** The store as it was in the beginning, its times too. */
    private void again() {
        MemoryStore store = new MemoryStore(stores.clock);
        stores.replace("primary", store);
        contents.forEach((name, content) -> {
            stores.clock.set(times.get(name));
            SetObjects.write(store, name, content);
        });
        stores.clock.set(TestStores.NOW);
    }

    private void assertDone() {
        for (String set : kept) {
            Manifest manifest =
                    new SetReader(stores.vault("primary")).authenticate(set).manifest();
            assertThat(new SetReader(stores.vault("primary")).strangers(manifest))
                    .isEmpty();
            assertThat(stores.in("primary", set)).contains(set + "/claim.json");
        }
        for (String set : going) {
            assertThat(stores.in("primary", set)).isEmpty();
            assertThat(new Marks(stores.vault("primary")).deleted(set)).isNotEmpty();
        }
        assertThat(stores.in("primary", "daily/2026-11-18")).isEmpty();
    }

    /** A set with a manifest has all that it names, its own and others' objects. */
    private void assertWholeOrNone() {
        for (String set : List.of(kept.get(0), kept.get(1), going.get(0), going.get(1))) {
            if (stores.store("primary").exists(set + "/" + SetObjects.MANIFEST)) {
                SetReader reader = new SetReader(stores.vault("primary"));
                assertThat(reader.strangers(reader.authenticate(set).manifest()))
                        .isEmpty();
            } else {
                assertThat(going).contains(set);
                assertThat(new Marks(stores.vault("primary")).deleted(set)).isNotEmpty();
            }
        }
    }
}
