package dev.lifeboat.store.s3;

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
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.S3Client;

/** The same contract on a server of other people's making, which has neither versions nor locks. */
class S3ProxyTest extends StoreContract implements RemoteContract {
    private static final Secrets SECRETS = new Secrets(Map.of());

    @TempDir
    static Path folder;

    private static S3Proxy proxy;
    private static S3Client root;
    private String bucket;
    private Store store;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        proxy = S3Proxy.in(folder);
        root = S3Bucket.of(location(proxy.endpoint(), "any", S3Proxy.SECRET), SECRETS)
                .client();
    }

    @AfterAll
    static void stop() {
        proxy.close();
    }

    @BeforeEach
    void open() {
        bucket = proxy.bucket(root);
        store = open(proxy.endpoint(), bucket, S3Proxy.SECRET);
    }

    private static Store open(String endpoint, String bucket, String secret) {
        return Stores.open(location(endpoint, bucket, secret), SECRETS);
    }

    private static StoreLocation location(String endpoint, String bucket, String secret) {
        return VersityGateway.location(endpoint, bucket, "sets", S3Proxy.ACCESS, secret, null);
    }

    @Override
    protected Store store() {
        return store;
    }

    @Override
    public Store missingBucket() {
        return open(proxy.endpoint(), MISSING, S3Proxy.SECRET);
    }

    @Override
    public Store wrongCredentials() {
        return open(proxy.endpoint(), bucket, WRONG_SECRET);
    }

    @Override
    public Store unreachable() {
        return open("http://127.0.0.1:1", bucket, S3Proxy.SECRET);
    }
}
