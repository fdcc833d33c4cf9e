package dev.lifeboat.store.s3;

import dev.lifeboat.runbook.StoreLocation;
import dev.lifeboat.secret.Secrets;
import dev.lifeboat.store.Store;
import dev.lifeboat.store.StoreKind;
import java.time.Clock;
import java.time.Period;
import org.jspecify.annotations.Nullable;

/** The kind {@code s3}. */
public final class S3Kind implements StoreKind {
    @Override
    public String name() {
        return StoreLocation.S3;
    }

    /** Asks the server nothing: what is wrong with credentials or bucket shows at the first use, as STORE_REFUSED. */
    @Override
    public Store open(StoreLocation location, Secrets secrets, @Nullable Period keep) {
        return new S3Store(S3Bucket.of(location, secrets), S3Creation.of(location, keep, Clock.systemUTC()));
    }
}
