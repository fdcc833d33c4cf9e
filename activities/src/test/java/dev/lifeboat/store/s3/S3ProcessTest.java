package dev.lifeboat.store.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lifeboat.secret.Secrets;
import dev.lifeboat.store.Store;
import dev.lifeboat.store.StoredObject;
import dev.lifeboat.store.Stores;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Uploads by processes of their own. */
@Timeout(600)
class S3ProcessTest {
    private static final Logger LOG = LoggerFactory.getLogger(S3ProcessTest.class);

    /** MiB of the large upload; 5120 are tried by hand. */
    private static final int LARGE = Integer.getInteger("lifeboat.upload.mebibytes", 300);

    private static final Duration HOUR = Duration.ofHours(1);

    @TempDir
    static Path folder;

    private static VersityGateway gateway;

    @BeforeAll
    static void start() throws IOException {
        gateway = VersityGateway.in(folder);
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    /** As a machine that loses power would: no clean-up of the process runs. */
    @Test
    void aKilledProcessLeavesNoSetAndAfterTheSweepNoPart() throws Exception {
        String bucket = gateway.bucket();
        Process process = Uploader.start(gateway, bucket, "forever", "-Xmx96m");
        try {
            assertThat(lines(process).lines().anyMatch("uploading"::equals)).isTrue();
        } finally {
            // SIGKILL on this platform.
            process.destroyForcibly().onExit().join();
        }
        Store store = Stores.open(gateway.location(bucket, null, null), new Secrets(Map.of()));
        assertThat(store.list("")).extracting(StoredObject::name).containsExactly("daily/2026-01-01/claim.json");
        assertThat(bytesStored(bucket)).isGreaterThan(9L << 20);
        assertThat(store.sweepUnfinished(Instant.now().minus(HOUR))).isZero();
        assertThat(bytesStored(bucket)).isGreaterThan(9L << 20);
        assertThat(store.sweepUnfinished(Instant.now().plus(HOUR))).isEqualTo(1);
        assertThat(gateway.root()
                        .listMultipartUploads(request -> request.bucket(bucket))
                        .uploads())
                .isEmpty();
        assertThat(bytesStored(bucket)).as("the claim alone").isEqualTo(1 << 20);
    }

    /** Three times the heap and more goes up and comes back; a copy in memory would end the process. */
    @Test
    void uploadsAndReadsMoreThanItsMemoryHolds() throws Exception {
        Process process = Uploader.start(gateway, gateway.bucket(), String.valueOf(LARGE), "-Xmx96m");
        String said = String.join("\n", lines(process).lines().toList());
        assertThat(process.waitFor()).as(said).isZero();
        LOG.info("event=large-upload {}", said);
        assertThat(said).contains("bytes=" + ((long) LARGE << 20));
    }

    private static BufferedReader lines(Process process) {
        return new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** In the server's folder, wherever it keeps parts. */
    private static long bytesStored(String bucket) throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("data").resolve(bucket))) {
            List<Path> all = files.filter(Files::isRegularFile).toList();
            long bytes = 0;
            for (Path file : all) {
                bytes += Files.size(file);
            }
            return bytes;
        }
    }
}
