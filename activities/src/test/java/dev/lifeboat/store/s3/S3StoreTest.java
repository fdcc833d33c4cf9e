package dev.lifeboat.store.s3;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lifeboat.runbook.StoreLocation;
import dev.lifeboat.secret.Secrets;
import dev.lifeboat.store.RemoteContract;
import dev.lifeboat.store.Store;
import dev.lifeboat.store.StoreContract;
import dev.lifeboat.store.Stores;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A bucket without versions, and a folder in it. */
class S3StoreTest extends StoreContract implements RemoteContract {
    private static final Secrets SECRETS = new Secrets(Map.of());

    @TempDir
    static Path folder;

    private static VersityGateway gateway;
    private Store store;
    private String bucket;

    @BeforeAll
    static void start() throws IOException {
        gateway = VersityGateway.in(folder);
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @BeforeEach
    void open() {
        bucket = gateway.bucket();
        store = open(gateway.location(bucket, "sets/of/a", null));
    }

    @Test
    void namesTheStoreAndTheServerWithItsPortWhereNobodyAnswers() {
        assertThatThrownBy(() -> unreachable().exists("daily/a"))
                .hasMessageContaining("store bucket, s3://" + bucket + " at 127.0.0.1:1 does not answer");
    }

    private static Store open(StoreLocation location) {
        return Stores.open(location, SECRETS);
    }

    @Override
    protected Store store() {
        return store;
    }

    @Override
    public Store missingBucket() {
        return open(gateway.location(MISSING, null, null));
    }

    @Override
    public Store wrongCredentials() {
        return open(VersityGateway.location(gateway.endpoint(), bucket, null, VersityGateway.ROOT, WRONG_SECRET, null));
    }

    @Override
    public Store unreachable() {
        return open(VersityGateway.location(
                "http://127.0.0.1:1", bucket, null, VersityGateway.ROOT, VersityGateway.SECRET, null));
    }
}
