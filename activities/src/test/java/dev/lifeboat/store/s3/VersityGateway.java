package dev.lifeboat.store.s3;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lifeboat.runbook.ObjectLock;
import dev.lifeboat.runbook.StoreLocation;
import dev.lifeboat.runbook.StoreProfile;
import dev.lifeboat.secret.Secrets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.ObjectLockLegalHoldStatus;

/** A real S3 server, in a folder, on a port of this machine. */
public final class VersityGateway implements AutoCloseable {
    public static final String ROOT = "root-of-the-gateway";
    public static final String SECRET = "c2VjcmV0LW9mLXRoZS1yb290LWFjY291bnQ=";

    private static final AtomicInteger BUCKETS = new AtomicInteger();

    private final Map<String, ArrayNode> allowed = new ConcurrentHashMap<>();
    private final Process process;
    private final int port;

    private VersityGateway(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Starts one whose buckets may have versions; waits until it listens. */
    public static VersityGateway in(Path folder) throws IOException {
        int port = freePort();
        Path data = Files.createDirectories(folder.resolve("data"));
        Path versions = Files.createDirectories(folder.resolve("versions"));
        Path users = Files.createDirectories(folder.resolve("users"));
        Process process = new ProcessBuilder(
                        binary(),
                        "--access=" + ROOT,
                        "--secret=" + SECRET,
                        "--port=127.0.0.1:" + port,
                        "--iam-dir=" + users,
                        "--keep-alive",
                        "--quiet",
                        "posix",
                        "--versioning-dir=" + versions,
                        data.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("gateway.log").toFile())
                .start();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!listens(port)) {
            assertThat(process.isAlive())
                    .as(() -> log(folder.resolve("gateway.log")))
                    .isTrue();
            assertThat(System.nanoTime()).as("the gateway listens").isLessThan(deadline);
            Thread.onSpinWait();
        }
        return new VersityGateway(process, port);
    }

    /** As {@code .ci/tools} builds it, or the machine's own. */
    private static String binary() {
        Path built = Path.of(System.getProperty("lifeboat.root"), ".tools/bin/versitygw");
        return Files.isExecutable(built) ? built.toString() : "versitygw";
    }

    private static String log(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    static boolean listens(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 200);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    public String endpoint() {
        return "http://127.0.0.1:" + port;
    }

    /** A client with every right, for what a test does behind Lifeboat's back. */
    public S3Client root() {
        StoreLocation location = location("any", null, null);
        return S3Bucket.of(location, new Secrets(Map.of())).client();
    }

    /** Makes a bucket; returns its name. */
    public String bucket() {
        String name = "bucket-" + BUCKETS.incrementAndGet();
        root().createBucket(request -> request.bucket(name));
        return name;
    }

    public String versionedBucket() {
        String name = bucket();
        root().putBucketVersioning(request -> request.bucket(name)
                .versioningConfiguration(versioning -> versioning.status(BucketVersioningStatus.ENABLED)));
        return name;
    }

    public String lockableBucket() {
        String name = "bucket-" + BUCKETS.incrementAndGet();
        root().createBucket(request -> request.bucket(name).objectLockEnabledForBucket(true));
        return name;
    }

    /** Puts an object under legal hold. */
    public void hold(String bucket, String key) {
        root().putObjectLegalHold(request ->
                request.bucket(bucket).key(key).legalHold(hold -> hold.status(ObjectLockLegalHoldStatus.ON)));
    }

    /** A place in a bucket, as root. */
    public StoreLocation location(String bucket, @Nullable String prefix, @Nullable ObjectLock lock) {
        return location(endpoint(), bucket, prefix, ROOT, SECRET, lock);
    }

    public static StoreLocation location(
            String endpoint,
            String bucket,
            @Nullable String prefix,
            String access,
            String secret,
            @Nullable ObjectLock lock) {
        return new StoreLocation(
                "bucket",
                StoreLocation.S3,
                null,
                bucket,
                prefix,
                null,
                endpoint,
                StoreProfile.COMPATIBLE,
                access,
                secret,
                null,
                null,
                null,
                null,
                null,
                lock,
                List.of(),
                null,
                null);
    }

    /** Runs {@code versitygw admin}; throws AssertionError with its output. */
    public void admin(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of(binary(), "admin", "--access=" + ROOT, "--secret=" + SECRET, "--endpoint-url=" + endpoint()));
        command.addAll(List.of(arguments));
        Process admin = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(admin.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(admin.waitFor()).as(said).isZero();
    }

    /**
     * Gives a user the rights of a policy as AWS attaches it to a user, beside what the bucket allows others already. This server
     * has policies of buckets, whose statements name their users.
     */
    public void allow(String bucket, String user, String policy) throws IOException {
        ObjectMapper json = new ObjectMapper();
        ObjectNode all = (ObjectNode) json.readTree(policy);
        ArrayNode statements = (ArrayNode) all.get("Statement");
        statements.forEach(statement ->
                ((ObjectNode) statement).putObject("Principal").putArray("AWS").add(user));
        statements.addAll(allowed.computeIfAbsent(bucket, any -> json.createArrayNode()));
        allowed.put(bucket, statements);
        root().putBucketPolicy(request -> request.bucket(bucket).policy(all.toString()));
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
