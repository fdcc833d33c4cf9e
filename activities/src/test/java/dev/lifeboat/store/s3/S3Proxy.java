package dev.lifeboat.store.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.services.s3.S3Client;

/** A second server that speaks S3, of other people's making: jclouds behind Jetty, in a folder and a process of its own. */
final class S3Proxy implements AutoCloseable {
    static final String ACCESS = "identity-of-the-proxy";
    static final String SECRET = "c2VjcmV0LW9mLXRoZS1wcm94eQ==";

    private static final Path PROGRAM =
            Path.of(System.getProperty("lifeboat.root"), ".tools/s3proxy/s3proxy-4.1.0-jar-with-dependencies.jar");

    private final Process process;
    private final String endpoint;
    private final AtomicInteger buckets = new AtomicInteger();

    private S3Proxy(Process process, String endpoint) {
        this.process = process;
        this.endpoint = endpoint;
    }

    /** Starts one; waits until it listens. */
    static S3Proxy in(Path folder) throws IOException, InterruptedException {
        assertThat(PROGRAM).as("S3Proxy; .ci/tools fetches it").isRegularFile();
        int port = VersityGateway.freePort();
        String endpoint = "http://127.0.0.1:" + port;
        Path properties = folder.resolve("s3proxy.properties");
        Files.write(
                properties,
                List.of(
                        "s3proxy.endpoint=" + endpoint,
                        "s3proxy.authorization=aws-v2-or-v4",
                        "s3proxy.identity=" + ACCESS,
                        "s3proxy.credential=" + SECRET,
                        "jclouds.provider=filesystem-nio2",
                        "jclouds.identity=none",
                        "jclouds.credential=none",
                        "jclouds.filesystem.basedir=" + Files.createDirectories(folder.resolve("buckets"))));
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-XX:TieredStopAtLevel=1",
                        "-jar",
                        PROGRAM.toString(),
                        "--properties",
                        properties.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("s3proxy.log").toFile())
                .start();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!VersityGateway.listens(port)) {
            assertThat(process.waitFor(50, TimeUnit.MILLISECONDS))
                    .as("S3Proxy has ended")
                    .isFalse();
            assertThat(System.nanoTime()).as("S3Proxy listens").isLessThan(deadline);
        }
        return new S3Proxy(process, endpoint);
    }

    String endpoint() {
        return endpoint;
    }

    /** Makes a bucket with a client of full rights; returns its name. */
    String bucket(S3Client root) {
        String name = "bucket-" + buckets.incrementAndGet();
        root.createBucket(request -> request.bucket(name));
        return name;
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }
}
