package dev.lifeboat.store.s3;

import static dev.lifeboat.error.ErrorCode.RUNBOOK_INVALID;

import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.runbook.StoreLocation;
import dev.lifeboat.runbook.StoreProfile;
import dev.lifeboat.secret.Secrets;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.S3Configuration;

/** Makes clients for the dialects of the S3 protocol. */
final class S3Clients {
    private static final Duration CONNECT = Duration.ofSeconds(10);

    /** Longer than a server needs for the completion of the largest upload between two signs of life. */
    static final Duration SILENCE = Duration.ofMinutes(2);

    /** One more try than none, for a connection that the server closed while it was idle; all else is Temporal's to retry. */
    private static final int ATTEMPTS = 2;

    private static final URI GOOGLE = URI.create("https://storage.googleapis.com");

    private static final String NO_URL = "the endpoint is no URL like https://s3.example.com, without credentials";

    private S3Clients() {}

    static LifeboatException invalid(StoreLocation location, String why) {
        return new LifeboatException(RUNBOOK_INVALID, "store " + location.name() + ": " + why);
    }

    static StoreProfile profile(StoreLocation location) {
        if (location.profile() != null) {
            return location.profile();
        }
        return location.endpoint() == null ? StoreProfile.AWS : StoreProfile.COMPATIBLE;
    }

    /** Null: AWS's own. */
    static @Nullable URI endpoint(StoreLocation location, StoreProfile profile) {
        if (location.endpoint() == null) {
            return profile == StoreProfile.GCS ? GOOGLE : null;
        }
        URI endpoint;
        try {
            endpoint = new URI(location.endpoint());
        } catch (URISyntaxException e) {
            // Without its cause, which repeats the text: somebody may have put a password into it.
            throw invalid(location, NO_URL);
        }
        if (endpoint.getHost() == null || endpoint.getScheme() == null || endpoint.getUserInfo() != null) {
            throw invalid(location, NO_URL);
        }
        return endpoint;
    }

    static S3Client client(
            StoreLocation location,
            StoreProfile profile,
            @Nullable URI endpoint,
            AwsCredentialsProvider credentials,
            Duration silence) {
        S3ClientBuilder builder = S3Client.builder()
                .httpClientBuilder(UrlConnectionHttpClient.builder()
                        .connectionTimeout(CONNECT)
                        .socketTimeout(silence))
                .credentialsProvider(credentials)
                .region(Region.of(region(location, profile)))
                .overrideConfiguration(
                        override -> override.retryStrategy(AwsRetryStrategy.standardRetryStrategy().toBuilder()
                                .maxAttempts(ATTEMPTS)
                                .build()));
        if (endpoint != null) {
            builder.endpointOverride(endpoint);
        }
        // Ceph, Google and older servers refuse the check sums that the SDK adds by itself, and chunks with trailers.
        // Every
        // upload has a Content-MD5 of its own, which all of them compare.
        boolean amazon = profile == StoreProfile.AWS;
        return builder.forcePathStyle(!amazon)
                .serviceConfiguration(
                        S3Configuration.builder().chunkedEncodingEnabled(amazon).build())
                .requestChecksumCalculation(
                        amazon ? RequestChecksumCalculation.WHEN_SUPPORTED : RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(
                        amazon ? ResponseChecksumValidation.WHEN_SUPPORTED : ResponseChecksumValidation.WHEN_REQUIRED)
                .build();
    }

    private static String region(StoreLocation location, StoreProfile profile) {
        if (location.region() != null) {
            return location.region();
        }
        return profile == StoreProfile.GCS ? "auto" : "us-east-1";
    }

    static AwsCredentialsProvider credentials(StoreLocation location, Secrets secrets) {
        if (location.accessKey() == null || location.secretKey() == null) {
            return DefaultCredentialsProvider.builder().build();
        }
        String access = secrets.resolve(location.accessKey()).value();
        String secret = secrets.resolve(location.secretKey()).value();
        return StaticCredentialsProvider.create(
                location.sessionToken() == null
                        ? AwsBasicCredentials.create(access, secret)
                        : AwsSessionCredentials.create(
                                access,
                                secret,
                                secrets.resolve(location.sessionToken()).value()));
    }
}
