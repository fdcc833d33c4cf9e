package dev.lifeboat.store.s3;

import dev.lifeboat.runbook.StoreLocation;
import dev.lifeboat.runbook.StoreProfile;
import dev.lifeboat.secret.Secrets;
import dev.lifeboat.store.ObjectNames;
import java.net.URI;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;

/** A bucket, where in it objects lie, and a client that may ask for them. Thread-safe. */
record S3Bucket(
        S3Client client,
        StoreProfile profile,
        String name,
        String folder,
        @Nullable URI endpoint,
        S3Failures failures) {

    /** Throws RUNBOOK_INVALID, SECRET_MISSING. */
    static S3Bucket of(StoreLocation location, Secrets secrets) {
        return of(location, secrets, S3Clients.SILENCE);
    }

    /** One that waits so long for a sign of life of its server. */
    static S3Bucket of(StoreLocation location, Secrets secrets, Duration silence) {
        return of(location, S3Clients.credentials(location, secrets), silence);
    }

    /** One as somebody without credentials sees it. */
    static S3Bucket ofStrangers(StoreLocation location) {
        return of(location, AnonymousCredentialsProvider.create(), S3Clients.SILENCE);
    }

    private static S3Bucket of(StoreLocation location, AwsCredentialsProvider credentials, Duration silence) {
        String bucket = location.bucket();
        if (bucket == null) {
            throw S3Clients.invalid(location, "kind s3 needs the key \"bucket\"");
        }
        if (location.prefix() != null && !ObjectNames.valid(location.prefix())) {
            throw S3Clients.invalid(
                    location, "the prefix may hold letters, digits and ._%+=@-, with / between folders");
        }
        StoreProfile profile = S3Clients.profile(location);
        if (profile == StoreProfile.GCS && location.lock() != null) {
            throw S3Clients.invalid(location, "profile gcs has no lock: use a retention policy of the bucket");
        }
        URI endpoint = S3Clients.endpoint(location, profile);
        String folder = location.prefix() == null ? "" : location.prefix() + "/";
        String described =
                (location.name() == null ? "" : "store " + location.name() + ", ") + "s3://" + bucket + at(endpoint);
        return new S3Bucket(
                S3Clients.client(location, profile, endpoint, credentials, silence),
                profile,
                bucket,
                folder,
                endpoint,
                new S3Failures(described));
    }

    String describe() {
        return "s3://" + name + (folder.isEmpty() ? "" : "/" + folder.substring(0, folder.length() - 1)) + at(endpoint);
    }

    /** Empty for the provider's own. */
    private static String at(@Nullable URI endpoint) {
        return endpoint == null
                ? ""
                : " at " + endpoint.getHost() + (endpoint.getPort() < 0 ? "" : ":" + endpoint.getPort());
    }

    /** Throws SET_CORRUPT for a name that no object may have. */
    String key(String object) {
        return folder + ObjectNames.check(object);
    }

    /** The name of the object under a key of {@link #folder()}. */
    String nameOf(String key) {
        return key.substring(folder.length());
    }

    /** Calls the server; what it says against it becomes one of our errors, which names the object or what else was wanted. */
    <T> T call(String what, Supplier<T> call) {
        try {
            return call.get();
        } catch (SdkException e) {
            throw failures.of(what, e);
        }
    }
}
