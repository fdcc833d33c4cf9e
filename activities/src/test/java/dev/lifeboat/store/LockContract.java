package dev.lifeboat.store;

import static dev.lifeboat.error.ErrorCode.OBJECT_EXISTS;
import static dev.lifeboat.error.ErrorCode.OBJECT_LOCKED;
import static dev.lifeboat.store.StoreAsserts.assertFails;
import static dev.lifeboat.store.StoreAsserts.write;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a store that locks does besides. */
public interface LockContract {
    int LOCK_DAYS = 3;

    /** How long {@link #locking()} locks. */
    Period LOCK = Period.ofDays(LockContract.LOCK_DAYS);

    /** As of {@link StoreContract}. */
    boolean sweeps();

    /** An empty store that locks what it creates for {@link #LOCK}, always the same one within a test. */
    Store locking();

    /** Puts a legal hold on an object of that store, by other means than ours. */
    void hold(String name);

    @ParameterizedTest
    @ValueSource(ints = {0, 9 << 20})
    default void locksWhatItCreatesFromTheFirstMomentOn(int size) {
        Instant before = Instant.now().minusSeconds(60);
        write(locking(), "daily/a", new byte[size]);
        assertThat(locking().lockOf("daily/a").orElseThrow())
                .isBetween(
                        LockTime.after(before, LOCK),
                        LockTime.after(Instant.now().plusSeconds(60), LOCK));
    }

    @Test
    default void neitherDeletesNorReplacesWhatIsLocked() {
        write(locking(), "a", new byte[] {1});
        assertFails(() -> locking().delete("a"), OBJECT_LOCKED).hasMessageContaining("a");
        assertFails(() -> write(locking(), "a", new byte[] {2}), OBJECT_EXISTS);
        assertThat(locking().exists("a")).isTrue();
        assertThat(locking().list("")).hasSize(1);
        locking().delete("nothing");
    }

    @Test
    default void extendsALockAndNeverShortensIt() {
        write(locking(), "a", new byte[] {1});
        Instant later = Instant.now().plus(Duration.ofDays(10)).truncatedTo(ChronoUnit.SECONDS);
        locking().extendLock("a", later);
        assertThat(locking().lockOf("a")).contains(later);
        locking().extendLock("a", later.minus(Duration.ofDays(5)));
        locking().extendLock("a", later);
        assertThat(locking().lockOf("a")).contains(later);
        assertFails(() -> locking().delete("a"), OBJECT_LOCKED);
    }

    @Test
    default void whatIsUnderLegalHoldIsLockedWithoutAnEnd() {
        write(locking(), "a", new byte[] {1});
        hold("a");
        assertThat(locking().lockOf("a")).contains(LockTime.HELD);
        assertFails(() -> locking().delete("a"), OBJECT_LOCKED).hasMessageContaining("a");
        assertThat(locking().exists("a")).isTrue();
    }

    @Test
    default void sweepsUnfinishedObjectsWhichAreNotLocked() throws Exception {
        try (ObjectWriter left = locking().create("a")) {
            left.write(new byte[20 << 20]);
            assertThat(locking().sweepUnfinished(Instant.now().plus(Duration.ofHours(1))))
                    .isEqualTo(sweeps() ? 1 : 0);
        }
        assertThat(locking().exists("a")).isFalse();
    }
}
