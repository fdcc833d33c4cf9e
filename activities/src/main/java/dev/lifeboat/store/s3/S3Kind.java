package dev.lifeboat.store.s3;

import dev.lifeboat.runbook.StoreLocation;
import dev.lifeboat.secret.Secrets;
import dev.lifeboat.store.Store;
import dev.lifeboat.store.StoreKind;
import java.time.Clock;
import java.time.Period;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;

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

    @Override
    public List<String> strangersMay(StoreLocation location, Secrets secrets, String object) {
        S3Bucket bucket = S3Bucket.ofStrangers(location);
        List<String> may = new ArrayList<>();
        try (S3Client client = bucket.client()) {
            if (works(() -> client.listObjectsV2(request ->
                    request.bucket(bucket.name()).prefix(bucket.folder()).maxKeys(1)))) {
                may.add("list its objects");
            }
            if (works(() -> client.getObjectAsBytes(
                    request -> request.bucket(bucket.name()).key(bucket.key(object))))) {
                may.add("read them");
            }
        }
        return may;
    }

    /** Whatever the server says against it: what was asked for was not given. */
    private static boolean works(Supplier<Object> asked) {
        try {
            return asked.get() != null;
        } catch (SdkException e) {
            return false;
        }
    }
}
