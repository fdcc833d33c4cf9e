package dev.lifeboat.store.s3;

import static dev.lifeboat.error.ErrorCode.OBJECT_EXISTS;
import static dev.lifeboat.store.StoreAsserts.assertFails;
import static dev.lifeboat.store.StoreAsserts.write;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lifeboat.runbook.ObjectLock;
import dev.lifeboat.secret.Secrets;
import dev.lifeboat.store.LockContract;
import dev.lifeboat.store.Store;
import dev.lifeboat.store.StoreContract;
import dev.lifeboat.store.StoredObject;
import dev.lifeboat.store.Stores;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/** Buckets with versions, and with locks: whoever cannot delete cannot change what is read either. */
class S3VersionedTest extends StoreContract implements LockContract {
    private static final Secrets SECRETS = new Secrets(Map.of());

    @TempDir
    static Path folder;

    private static VersityGateway gateway;
    private static S3Client root;
    private Store store;
    private Store locking;
    private String bucket;
    private String lockable;

    @BeforeAll
    static void start() throws IOException {
        gateway = VersityGateway.in(folder);
        root = gateway.root();
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @BeforeEach
    void open() {
        bucket = gateway.versionedBucket();
        store = Stores.open(gateway.location(bucket, null, null), SECRETS);
        ObjectLock lock = new ObjectLock(ObjectLock.Mode.COMPLIANCE, LOCK_DAYS);
        lockable = gateway.lockableBucket();
        locking = Stores.open(gateway.location(lockable, "sets", lock), SECRETS);
    }

    @Override
    protected Store store() {
        return store;
    }

    @Override
    public Store locking() {
        return locking;
    }

    @Override
    public void hold(String name) {
        gateway.hold(lockable, "sets/" + name);
    }

    @Test
    void readsTheFirstVersionWhateverIsLaidOverIt() throws IOException {
        write(store, "daily/a", bytes("the set's own"));
        overwrite("daily/a", "an intruder's, and longer");
        assertThat(read("daily/a")).isEqualTo("the set's own");
        assertThat(store.list("")).extracting(StoredObject::size).containsExactly(13L);
        root.deleteObject(request -> request.bucket(bucket).key("daily/a"));
        assertThat(store.exists("daily/a")).isTrue();
        assertThat(read("daily/a")).isEqualTo("the set's own");
        assertThat(store.list("daily/")).extracting(StoredObject::name).containsExactly("daily/a");
    }

    /** To the server the name is free. */
    @Test
    void doesNotWriteOverADeleteMarker() throws IOException {
        write(store, "a", bytes("first"));
        root.deleteObject(request -> request.bucket(bucket).key("a"));
        assertFails(() -> write(store, "a", bytes("second")), OBJECT_EXISTS);
        assertFails(() -> write(store, "a", new byte[9 << 20]), OBJECT_EXISTS);
        assertThat(read("a")).isEqualTo("first");
    }

    @Test
    void deletesEveryVersionAndLeavesTheNeighbourAlone() {
        write(store, "a", bytes("first"));
        write(store, "a.b", bytes("neighbour"));
        overwrite("a", "second");
        root.deleteObject(request -> request.bucket(bucket).key("a"));
        overwrite("a", "third");
        store.delete("a");
        assertThat(store.list("")).extracting(StoredObject::name).containsExactly("a.b");
        assertThat(root.listObjectVersions(request -> request.bucket(bucket).prefix("a"))
                        .versions())
                .hasSize(1);
        write(store, "a", bytes("new"));
    }

    private void overwrite(String key, String content) {
        root.putObject(request -> request.bucket(bucket).key(key), RequestBody.fromString(content));
    }

    private String read(String name) throws IOException {
        try (InputStream in = store.read(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
