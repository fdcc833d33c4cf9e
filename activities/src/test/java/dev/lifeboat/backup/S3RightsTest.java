package dev.lifeboat.backup;

import static dev.lifeboat.error.ErrorCode.OBJECT_LOCKED;
import static dev.lifeboat.error.ErrorCode.STORE_REFUSED;
import static dev.lifeboat.store.StoreAsserts.assertFails;
import static dev.lifeboat.store.StoreAsserts.write;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lifeboat.archive.Manifest;
import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.archive.SetReader;
import dev.lifeboat.postgres.TestServer;
import dev.lifeboat.runbook.ObjectLock;
import dev.lifeboat.runbook.Runbook;
import dev.lifeboat.runbook.StoreLocation;
import dev.lifeboat.runbook.StoreSettings;
import dev.lifeboat.set.Vault;
import dev.lifeboat.store.ObjectWriter;
import dev.lifeboat.store.Store;
import dev.lifeboat.store.Stores;
import dev.lifeboat.store.s3.VersityGateway;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The policies of docs/stores.md, word by word, on a real server: each suffices for its work, and for no more. */
@Timeout(180)
class S3RightsTest {
    private static final Path DOCUMENT = Path.of(System.getProperty("lifeboat.root"), "docs", "stores.md");
    private static final String SECRET = "a-secret-of-a-user-of-the-test";
    private static final ObjectLock LOCK = new ObjectLock(ObjectLock.Mode.GOVERNANCE, 2);
    private static final AtomicInteger USERS = new AtomicInteger();

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

    @Test
    void whoMayNotDeleteTakesWholeBackups() throws Exception {
        TestBackup source = source();
        String bucket = gateway.bucket();
        StoreLocation writer = user(bucket, "writer", null);
        String set = take(source, writer);

        Store store = Stores.open(writer, source.secrets());
        assertThat(store.list(set + "/"))
                .isNotEmpty()
                .allSatisfy(object -> assertFails(() -> store.delete(object.name()), OBJECT_LOCKED));
        StoreLocation reader = user(bucket, "reader", null);
        OpenVault vault = OpenVault.of(Vault.of(source.runbook.withStore(alone(reader))), source.secrets());
        Manifest manifest = new SetReader(vault).authenticate(set).manifest();
        assertThat(manifest.rows()).isEqualTo(100);
        assertThat(new SetReader(vault).strangers(manifest)).isEmpty();
        assertFails(() -> write(Stores.open(reader, source.secrets()), "daily/new", new byte[1]), STORE_REFUSED)
                .hasMessageContaining("policy")
                .hasMessageContaining(bucket);
    }

    @Test
    void theSameWithVersionsAndLocks() throws Exception {
        TestBackup source = source();
        String bucket = gateway.lockableBucket();
        StoreLocation writer = user(bucket, "writer", LOCK);
        String set = take(source, writer);
        Store store = Stores.open(writer, source.secrets());
        assertThat(store.list(set + "/")).isNotEmpty().allSatisfy(object -> {
            assertThat(store.lockOf(object.name())).isPresent();
            assertFails(() -> store.delete(object.name()), OBJECT_LOCKED);
        });
    }

    @Test
    void whoCleansUpMayDeleteAndSweep() throws Exception {
        String bucket = gateway.versionedBucket();
        TestBackup source = source();
        Store writer = Stores.open(user(bucket, "writer", null), source.secrets());
        Store cleaner = Stores.open(user(bucket, "retention", null), source.secrets());
        write(writer, "daily/a", new byte[1]);
        try (ObjectWriter left = writer.create("daily/b")) {
            left.write(new byte[20 << 20]);
            assertThat(cleaner.sweepUnfinished(Instant.now().plus(Duration.ofHours(1))))
                    .isEqualTo(1);
        }
        cleaner.delete("daily/a");
        assertThat(writer.list("")).isEmpty();
    }

    private static TestBackup source() throws Exception {
        TestBackup source = new TestBackup(folder.resolve("unused"), TestServer.database());
        source.execute("create table a (id int primary key)", "insert into a select generate_series(1, 100)");
        return source;
    }

    private static String take(TestBackup source, StoreLocation writer) {
        Runbook runbook = source.runbook.withStore(alone(writer));
        return TakenSet.take(runbook, source.secrets());
    }

    private static StoreSettings alone(StoreLocation location) {
        return new StoreSettings(location, List.of());
    }

    /** A user of the server who has one of the document's policies, as well as those given before. */
    private static StoreLocation user(String bucket, String policy, @Nullable ObjectLock lock) throws Exception {
        String name = policy + "-" + USERS.incrementAndGet();
        gateway.admin("create-user", "--access=" + name, "--secret=" + SECRET, "--role=user");
        gateway.allow(bucket, name, policy(policy).replace("BUCKET", bucket));
        return VersityGateway.location(gateway.endpoint(), bucket, null, name, SECRET, lock);
    }

    private static String policy(String name) throws IOException {
        Matcher found = Pattern.compile("### Policy: " + name + "\n.*?```json\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(DOCUMENT));
        assertThat(found.find()).as("docs/stores.md has the policy " + name).isTrue();
        return found.group(1);
    }
}
