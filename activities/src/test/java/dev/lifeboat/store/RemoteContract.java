package dev.lifeboat.store;

import static dev.lifeboat.error.ErrorCode.STORE_REFUSED;
import static dev.lifeboat.error.ErrorCode.STORE_UNAVAILABLE;
import static dev.lifeboat.store.StoreAsserts.assertFails;
import static dev.lifeboat.store.StoreAsserts.write;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What a store behind a network does besides: a refusal is told as one, and nothing that failed looks like "there is nothing". */
public interface RemoteContract {
    /** The name of {@link #missingBucket()}'s bucket or container. */
    String MISSING = "no-such-bucket";

    /** A part of the secret that {@link #wrongCredentials()} has; no message may hold it. */
    String WRONG_SECRET = "d3Jvbmctc2VjcmV0LW9mLWEtdGVzdA==";

    /** As of {@link StoreContract}. */
    boolean sweeps();

    /** A store in a bucket that is not there. */
    Store missingBucket();

    /** The bucket of the test with credentials that are not its. */
    Store wrongCredentials();

    /** A store at an address where nobody listens. */
    Store unreachable();

    @Test
    default void saysThatTheBucketIsMissing() {
        for (ThrowingCallable call : calls(missingBucket())) {
            assertFails(call, STORE_REFUSED).hasMessageContaining(MISSING);
        }
    }

    @Test
    default void saysThatTheCredentialsAreWrongAndKeepsThemSecret() {
        for (ThrowingCallable call : calls(wrongCredentials())) {
            assertFails(call, STORE_REFUSED).hasMessageNotContaining(WRONG_SECRET);
        }
    }

    @Test
    default void saysThatTheServerCannotBeReached() {
        for (ThrowingCallable call : calls(unreachable())) {
            assertFails(call, STORE_UNAVAILABLE);
        }
    }

    private List<ThrowingCallable> calls(Store store) {
        List<ThrowingCallable> calls = new ArrayList<>(List.of(
                () -> write(store, "daily/a", new byte[1]),
                () -> write(store, "daily/b", new byte[20 << 20]),
                () -> store.read("daily/a"),
                () -> store.exists("daily/a"),
                () -> store.list(""),
                () -> store.delete("daily/a"),
                () -> store.lockOf("daily/a")));
        if (sweeps()) {
            calls.add(() -> store.sweepUnfinished(Instant.now()));
        }
        return calls;
    }
}
