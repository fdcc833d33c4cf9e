package dev.lifeboat.copy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lifeboat.archive.SetObjects;
import dev.lifeboat.backup.CopiedSystem;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.runbook.Runbook;
import dev.lifeboat.runbook.StoreLocation;
import dev.lifeboat.store.FileSystemStore;
import dev.lifeboat.store.Store;
import dev.lifeboat.sweep.Calls;
import dev.lifeboat.sweep.FaultyKind;
import dev.lifeboat.sweep.FaultyStore;
import dev.lifeboat.sweep.FaultyStore.When;
import dev.lifeboat.sweep.NoDeleting;
import dev.lifeboat.sweep.Sweep;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A copy either of whose stores fails once, at any call; whose activities are all called twice; that is not allowed to delete. */
@Timeout(300)
class CopySweepTest {
    @TempDir
    static Path folder;

    private static CopiedSystem system;
    private static int number;

    @BeforeAll
    static void take() throws Exception {
        system = new CopiedSystem(folder);
    }

    @ParameterizedTest
    @EnumSource
    void oneFailureOfTheCopyIsToldAndOvercome(When when) throws Throwable {
        int calls = Sweep.through(when, fault -> {
            List<LifeboatException> failures = new ArrayList<>();
            Path copy = folder.resolve("copy-" + ++number);
            Runbook over = over(UnaryOperator.identity(), copy, store -> new FaultyStore(new NoDeleting(store), fault));
            system.copy(system.request(over), watching(copy, Calls.retrying(failures)));
            assertThat(failures).hasSize(fault.happened() ? 1 : 0);
            assertCopied(copy);
        });
        assertThat(calls).as("calls of the copy").isGreaterThan(30);
    }

    /** The log of accesses lies there too: where an entry cannot be written, the copy goes on. */
    @ParameterizedTest
    @EnumSource
    void oneFailureOfThePrimaryIsToldAndOvercome(When when) throws Throwable {
        int calls = Sweep.through(when, fault -> {
            List<LifeboatException> failures = new ArrayList<>();
            Path copy = folder.resolve("copy-" + ++number);
            Runbook over = over(store -> new FaultyStore(store, fault), copy, UnaryOperator.identity());
            system.copy(system.request(over), watching(copy, Calls.retrying(failures)));
            assertThat(failures.size()).isLessThanOrEqualTo(fault.happened() ? 1 : 0);
            assertCopied(copy);
        });
        assertThat(calls).as("calls of the primary").isGreaterThan(20);
    }

    @Test
    void everyActivityCalledTwiceIsTheSameCopy() {
        List<String> done = new ArrayList<>();
        Path copy = folder.resolve("copy-" + ++number);
        Runbook over = over(UnaryOperator.identity(), copy, UnaryOperator.identity());
        system.copy(system.request(over), watching(copy, Calls.twice(done)));
        assertThat(done).containsExactly("begin", "copy", "copy", "check", "seal");
        assertCopied(copy);
        assertThat(system.copy(system.request(over), Calls.retrying(new ArrayList<>())))
                .as("sent again")
                .isZero();
    }

    /** Whoever looks at the copy at any moment sees a whole set, or none. */
    private static Calls.Policy watching(Path copy, Calls.Policy policy) {
        return (Method method, Calls.Call call) -> policy.call(method, () -> {
            try {
                return call.go();
            } finally {
                if (new FileSystemStore(copy).exists(system.set + "/" + SetObjects.MANIFEST)) {
                    assertCopied(copy);
                }
            }
        });
    }

    private static void assertCopied(Path copy) {
        system.assertWhole(system.only(
                system.over(system.runbook.store().primary(), StoreLocation.folder(copy.toString())), "copy-1"));
    }

    private static Runbook over(UnaryOperator<Store> primary, Path copy, UnaryOperator<Store> target) {
        // A new place under an old name each time.
        new FileSystemStore(folder.resolve("primary")).delete("places/" + system.runbook.name() + "/copy-1.json");
        return system.over(FaultyKind.location(folder.resolve("primary"), primary), FaultyKind.location(copy, target));
    }
}
