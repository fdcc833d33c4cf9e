package dev.lifeboat.store.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.runbook.ObjectLock;
import dev.lifeboat.runbook.ServerEncryption;
import dev.lifeboat.runbook.StoreLocation;
import dev.lifeboat.runbook.StoreProfile;
import dev.lifeboat.secret.Secrets;
import dev.lifeboat.store.StoreAsserts;
import dev.lifeboat.store.s3.UnreliableProxy.Trouble;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is asked of servers that were not at hand: the requests for each dialect, encryption, storage class and lock. */
class S3RequestsTest {
    private static final Instant NOW = Instant.parse("2026-01-31T00:00:00Z");
    private static final Secrets SECRETS = new Secrets(Map.of("ACCESS", "an-access-key", "SECRET", "a-secret-key"));
    private static final Trouble DONE =
            new Trouble.Instead("HTTP/1.1 200 OK\r\nETag: \"x\"\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");

    private UnreliableProxy server;

    @BeforeEach
    void start() throws IOException {
        server = new UnreliableProxy("http://127.0.0.1:1");
        server.rule(head -> DONE);
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    @Test
    void asksAmazonForANewObject() {
        String head = put(location(StoreProfile.AWS, null, null, null, null, null), null);
        assertThat(head).contains("if-none-match: *", "content-md5: ", "x-amz-meta-lifeboat-writer: ");
        assertThat(head).doesNotContain("x-amz-object-lock", "x-amz-server-side-encryption", "x-goog", "a-secret-key");
    }

    @ParameterizedTest
    @CsvSource({"COMPATIBLE", "GCS"})
    void addsNoCheckSumThatOtherServersRefuse(StoreProfile profile) {
        String head = put(location(profile, null, null, null, null, null), null);
        assertThat(head).contains("if-none-match: *", "content-md5: ");
        assertThat(head).doesNotContain("x-amz-checksum", "x-amz-trailer", "aws-chunked", "streaming-");
    }

    @Test
    void asksGoogleInItsOwnWords() {
        String head = put(location(StoreProfile.GCS, null, null, null, null, null), null);
        assertThat(head).contains("x-goog-if-generation-match: 0", "/auto/s3/aws4_request");
    }

    @Test
    void asksForEncryptionAndStorageClass() {
        String kms =
                put(location(StoreProfile.AWS, ServerEncryption.SSE_KMS, "key-1", "STANDARD_IA", null, null), null);
        assertThat(kms)
                .contains(
                        "x-amz-server-side-encryption: aws:kms",
                        "x-amz-server-side-encryption-aws-kms-key-id: key-1",
                        "x-amz-storage-class: standard_ia");
        StoreLocation cold = location(StoreProfile.AWS, null, null, "STANDARD_IA", null, null);
        assertThat(put(cold, null, "daily/a/manifest.json")).doesNotContain("x-amz-storage-class");
        String own = put(location(StoreProfile.AWS, ServerEncryption.SSE_S3, null, null, null, null), null);
        assertThat(own).contains("x-amz-server-side-encryption: aes256");
    }

    /** The longest of lock.days, the store's own keep and that of the set's mode; a year where none is known. */
    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "7, -, -, 2026-02-07",
                "7, P30D, -, 2026-03-02",
                "7, P30D, P90D, 2026-05-01",
                "100, P30D, P90D, 2026-05-11",
                "-, P1M, -, 2026-02-28",
                "-, -, P12M, 2027-01-31",
                "-, -, -, 2027-01-31"
            })
    void locksAsLongAsTheSetIsKept(@Nullable Integer days, @Nullable Period keep, @Nullable Period mode, String until) {
        ObjectLock lock = new ObjectLock(ObjectLock.Mode.GOVERNANCE, days);
        String head = put(location(StoreProfile.AWS, null, null, null, lock, keep), mode);
        assertThat(head)
                .contains(
                        "x-amz-object-lock-mode: governance",
                        "x-amz-object-lock-retain-until-date: " + until + "t00:00:00z");
    }

    @ParameterizedTest
    @CsvSource({"nonsense", "http://user:pass@example.com", "//example.com", "http://user:pass@a b"})
    void refusesAnEndpointThatIsNone(String endpoint) {
        StoreLocation location = VersityGateway.location(endpoint, "sets", null, "env:ACCESS", "env:SECRET", null);
        assertThatThrownBy(() -> S3Bucket.of(location, SECRETS))
                .isInstanceOf(LifeboatException.class)
                .hasMessageContaining("endpoint")
                .hasMessageNotContaining("pass@");
    }

    @Test
    void refusesLocksThatGoogleDoesNotHave() {
        ObjectLock lock = new ObjectLock(ObjectLock.Mode.COMPLIANCE, 7);
        StoreLocation location = location(StoreProfile.GCS, null, null, null, lock, null);
        StoreAsserts.assertFails(() -> S3Bucket.of(location, SECRETS), ErrorCode.RUNBOOK_INVALID)
                .hasMessageContaining("gcs has no lock");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/sets", "sets/", "a//b", "../b", "a b"})
    void refusesAPrefixThatIsNoFolder(String prefix) {
        StoreLocation location =
                VersityGateway.location(server.endpoint(), "sets", prefix, "env:ACCESS", "env:SECRET", null);
        StoreAsserts.assertFails(() -> S3Bucket.of(location, SECRETS), ErrorCode.RUNBOOK_INVALID)
                .hasMessageContaining("prefix");
    }

    /** The 10,000 parts that there may be make 5 TiB, and those of usual objects are small. */
    @Test
    void hasPartsEnoughForTheLargestObject() {
        long sum = 0;
        for (int number = 1; number <= S3Parts.MOST; number++) {
            int size = S3Parts.size(number);
            assertThat(size).isBetween(8 << 20, 1 << 30);
            sum += size;
            if (sum <= 6L << 30) {
                assertThat(size).isEqualTo(8 << 20);
            }
        }
        assertThat(sum).isGreaterThanOrEqualTo(5L << 40);
    }

    private String put(StoreLocation location, @Nullable Period keep) {
        return put(location, keep, "daily/a/data/public.t/00001");
    }

    private String put(StoreLocation location, @Nullable Period keep, String name) {
        S3Creation creation = S3Creation.of(location, keep, Clock.fixed(NOW, ZoneOffset.UTC));
        S3Bucket bucket = S3Bucket.of(location, SECRETS);
        try (S3Writer writer = new S3Writer(bucket, new S3Versions(bucket), creation, name)) {
            writer.write(new byte[] {'x'}, 0, 1);
            writer.commit();
        }
        return server.heads().stream()
                .filter(head -> head.startsWith("PUT"))
                .reduce((first, second) -> second)
                .orElseThrow()
                .toLowerCase(Locale.ROOT);
    }

    private StoreLocation location(
            StoreProfile profile,
            @Nullable ServerEncryption encryption,
            @Nullable String kmsKey,
            @Nullable String storageClass,
            @Nullable ObjectLock lock,
            @Nullable Period keep) {
        return new StoreLocation(
                "bucket",
                StoreLocation.S3,
                null,
                "sets",
                null,
                null,
                server.endpoint(),
                profile,
                "env:ACCESS",
                "env:SECRET",
                null,
                null,
                encryption,
                kmsKey,
                storageClass,
                lock,
                List.of(),
                keep,
                null);
    }
}
