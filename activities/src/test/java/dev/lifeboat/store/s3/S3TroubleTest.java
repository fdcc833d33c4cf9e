package dev.lifeboat.store.s3;

import static dev.lifeboat.error.ErrorCode.OBJECT_EXISTS;
import static dev.lifeboat.error.ErrorCode.STORE_REFUSED;
import static dev.lifeboat.error.ErrorCode.STORE_UNAVAILABLE;
import static dev.lifeboat.store.StoreAsserts.assertFails;
import static dev.lifeboat.store.StoreAsserts.write;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.runbook.StoreLocation;
import dev.lifeboat.secret.Secrets;
import dev.lifeboat.store.Store;
import dev.lifeboat.store.Stores;
import dev.lifeboat.store.s3.UnreliableProxy.Trouble;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;

/** A server that is slow, cuts connections, loses answers, sends elsewhere, and says each error that S3 knows. */
class S3TroubleTest {
    private static final Secrets SECRETS = new Secrets(Map.of());
    private static final byte[] CONTENT = new byte[3_000_000];

    @TempDir
    static Path folder;

    private static VersityGateway gateway;
    private static UnreliableProxy proxy;
    private String bucket;
    private StoreLocation location;
    private Store store;

    @BeforeAll
    static void start() throws IOException {
        gateway = VersityGateway.in(folder);
        proxy = new UnreliableProxy(gateway.endpoint());
        new Random(1).nextBytes(CONTENT);
    }

    @AfterAll
    static void stop() throws IOException {
        proxy.close();
        gateway.close();
    }

    @BeforeEach
    void open() {
        proxy.rule(head -> new Trouble.None());
        bucket = gateway.bucket();
        location = VersityGateway.location(
                proxy.endpoint(), bucket, null, VersityGateway.ROOT, VersityGateway.SECRET, null);
        store = Stores.open(location, SECRETS);
        write(store, "daily/a", CONTENT);
    }

    @Test
    void goesOnWithADownloadWhoseConnectionIsCut() throws IOException {
        proxy.rule(head -> isRead(head) ? new Trouble.Cut(700_000) : new Trouble.None());
        assertThat(readAll("daily/a")).isEqualTo(CONTENT);
        assertThat(proxy.heads())
                .hasSizeGreaterThan(4)
                .filteredOn(head -> head.contains("Range: bytes="))
                .allMatch(head -> head.contains("If-Match: "));
    }

    @Test
    void givesUpADownloadThatDoesNotGetOn() {
        AtomicInteger reads = new AtomicInteger();
        proxy.rule(head ->
                isRead(head) ? new Trouble.Cut(reads.incrementAndGet() == 1 ? 500_000 : 0) : new Trouble.None());
        assertFails(() -> readAll("daily/a"), STORE_UNAVAILABLE).hasMessageContaining("daily/a");
        assertThat(reads).hasValueLessThan(20);
    }

    @Test
    void doesNotMixTwoObjectsOfOneName() {
        AtomicInteger reads = new AtomicInteger();
        proxy.rule(head -> {
            if (!isRead(head)) {
                return new Trouble.None();
            }
            if (reads.incrementAndGet() == 2) {
                gateway.root()
                        .putObject(
                                request -> request.bucket(bucket).key("daily/a"),
                                RequestBody.fromBytes(new byte[3_000_000]));
            }
            return new Trouble.Cut(700_000);
        });
        assertFails(() -> readAll("daily/a"), STORE_UNAVAILABLE).hasMessageContaining("changed while it was read");
    }

    /** The request is sent again, finds its own object, and that is a success. */
    @ParameterizedTest
    @ValueSource(ints = {10, 9 << 20})
    void knowsItsOwnObjectWhenTheAnswerIsLost(int size) throws IOException {
        AtomicInteger lost = new AtomicInteger();
        proxy.rule(head -> isCommit(head) && lost.incrementAndGet() == 1 ? new Trouble.Lost() : new Trouble.None());
        write(store, "daily/b", new byte[size]);
        assertThat(lost).hasValueGreaterThan(1);
        assertThat(readAll("daily/b")).hasSize(size);
        assertFails(() -> write(store, "daily/b", new byte[size]), OBJECT_EXISTS);
    }

    @Test
    void saysSoWhenEveryAnswerIsLost() {
        proxy.rule(head -> isCommit(head) ? new Trouble.Lost() : new Trouble.None());
        assertFails(() -> write(store, "daily/b", new byte[1]), STORE_UNAVAILABLE);
    }

    @Test
    void givesUpAServerThatDoesNotAnswer() {
        S3Bucket impatient = S3Bucket.of(location, SECRETS, Duration.ofMillis(300));
        Store silent = new S3Store(impatient, S3Creation.of(location, null, Clock.systemUTC()));
        proxy.rule(head -> new Trouble.Silence());
        assertFails(() -> silent.list(""), STORE_UNAVAILABLE);
        assertFails(() -> write(silent, "daily/b", new byte[1]), STORE_UNAVAILABLE);
    }

    @ParameterizedTest
    @CsvSource({
        "301, PermanentRedirect, STORE_REFUSED, eu-north-1",
        "307, TemporaryRedirect, STORE_REFUSED, eu-north-1",
        "400, AuthorizationHeaderMalformed, STORE_REFUSED, region",
        "403, AccessDenied, STORE_REFUSED, policy",
        "403, InvalidAccessKeyId, STORE_REFUSED, access-key",
        "403, SignatureDoesNotMatch, STORE_REFUSED, secret-key",
        "400, ExpiredToken, STORE_REFUSED, credentials",
        "404, NoSuchBucket, STORE_REFUSED, create it",
        "403, RequestTimeTooSkewed, STORE_UNAVAILABLE, clock",
        "400, RequestTimeout, STORE_UNAVAILABLE, RequestTimeout",
        "409, ConditionalRequestConflict, STORE_UNAVAILABLE, Conflict",
        "429, TooManyRequests, STORE_UNAVAILABLE, 429",
        "503, SlowDown, STORE_UNAVAILABLE, SlowDown",
        "500, InternalError, STORE_UNAVAILABLE, InternalError",
        "507, InsufficientStorage, STORE_FULL, 507",
        "403, QuotaExceeded, STORE_FULL, QuotaExceeded",
        "412, PreconditionFailed, OBJECT_EXISTS, exists already",
        "400, KMS.DisabledException, STORE_REFUSED, KMS",
        "501, NotImplemented, STORE_UNAVAILABLE, NotImplemented"
    })
    void saysWhatTheServerMeans(int status, String code, ErrorCode expected, String hint) {
        proxy.rule(head -> isCommit(head) ? UnreliableProxy.error(status, code, "said so") : new Trouble.None());
        assertFails(() -> write(store, "daily/b", new byte[1]), expected)
                .hasMessageContaining(hint)
                .hasMessageContaining("daily/b")
                .hasMessageContaining(bucket);
    }

    @ParameterizedTest
    @ValueSource(strings = {"SignatureDoesNotMatch", "InvalidAccessKeyId"})
    void repeatsNothingThatAServerSaysOfCredentials(String code) {
        proxy.rule(head -> UnreliableProxy.error(403, code, "the key of " + VersityGateway.SECRET));
        Throwable thrown = Assertions.catchThrowable(() -> store.list(""));
        assertThat(thrown).hasMessageNotContaining(VersityGateway.SECRET);
        StringWriter trace = new StringWriter();
        thrown.printStackTrace(new PrintWriter(trace));
        assertThat(trace.toString()).doesNotContain(VersityGateway.SECRET);
    }

    @ParameterizedTest
    @CsvSource({"403, AccessDenied", "400, InvalidRequest", "403, ''"})
    void saysThatADeletionWasNotAllowed(int status, String code) {
        proxy.rule(head ->
                head.startsWith("DELETE") ? UnreliableProxy.error(status, code, "WORM protected") : new Trouble.None());
        assertFails(() -> store.delete("daily/a"), ErrorCode.OBJECT_LOCKED).hasMessageContaining("daily/a");
    }

    @Test
    void neverTakesAFailureForAnAbsence() {
        for (Trouble trouble : new Trouble[] {
            UnreliableProxy.error(403, "AccessDenied", "no"),
            UnreliableProxy.error(404, "NoSuchBucket", "no"),
            UnreliableProxy.error(503, "SlowDown", "no"),
            UnreliableProxy.error(301, "PermanentRedirect", "no"),
            new Trouble.Lost()
        }) {
            proxy.rule(head -> trouble);
            assertFails(() -> store.exists("daily/a"), STORE_REFUSED, STORE_UNAVAILABLE);
            assertFails(() -> store.read("daily/a"), STORE_REFUSED, STORE_UNAVAILABLE);
            assertFails(() -> store.list(""), STORE_REFUSED, STORE_UNAVAILABLE);
            assertFails(() -> store.lockOf("daily/a"), STORE_REFUSED, STORE_UNAVAILABLE);
            assertFails(() -> store.sweepUnfinished(Instant.now()), STORE_REFUSED, STORE_UNAVAILABLE);
        }
    }

    private static boolean isRead(String head) {
        return head.startsWith("GET /") && !head.contains("?");
    }

    /** The request that makes an object visible. */
    private static boolean isCommit(String head) {
        return head.contains("If-None-Match: *") || head.contains("if-none-match: *");
    }

    private byte[] readAll(String name) throws IOException {
        try (InputStream in = store.read(name)) {
            return in.readAllBytes();
        }
    }
}
