package dev.lifeboat.store.azure;

import static dev.lifeboat.error.ErrorCode.RUNBOOK_INVALID;

import com.azure.core.http.HttpClient;
import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.BlobContainerClientBuilder;
import com.azure.storage.blob.models.ListBlobsOptions;
import com.azure.storage.common.StorageSharedKeyCredential;
import com.azure.storage.common.policy.RequestRetryOptions;
import com.azure.storage.common.policy.RetryPolicyType;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.runbook.StoreLocation;
import dev.lifeboat.secret.Secrets;
import dev.lifeboat.store.Store;
import dev.lifeboat.store.StoreKind;
import java.time.Duration;
import java.time.Period;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The kind {@code azure-blob}. Opening asks the server nothing: the first call does. */
public final class AzureKind implements StoreKind {
    /** One for all stores, without credentials: every client has threads of its own, and stores are opened for each activity. */
    private static final HttpClient HTTP = new JdkHttpClientBuilder(
                    java.net.http.HttpClient.newBuilder().version(java.net.http.HttpClient.Version.HTTP_1_1))
            .build();

    /** For what passes within seconds; Temporal does the rest. */
    private static final RequestRetryOptions RETRIES = new RequestRetryOptions(
            RetryPolicyType.EXPONENTIAL, 3, Duration.ofMinutes(3), Duration.ofMillis(200), Duration.ofSeconds(2), null);

    @Override
    public String name() {
        return StoreLocation.AZURE_BLOB;
    }

    @Override
    public Store open(StoreLocation location, Secrets secrets, @Nullable Period keep) {
        String container = needed(location, "bucket", location.bucket());
        String connection = needed(location, "connection", location.connection());
        return new AzureBlobStore(
                client(location, container, secrets.resolve(connection).value()),
                location.prefix(),
                location.storageClass(),
                AzureLock.of(location, keep));
    }

    @Override
    public List<String> strangersMay(StoreLocation location, Secrets secrets, String object) {
        String connection = needed(location, "connection", location.connection());
        String container = needed(location, "bucket", location.bucket());
        // Without what follows the address: a signature would be a credential.
        String address = client(location, container, secrets.resolve(connection).value())
                .getBlobContainerUrl()
                .replaceFirst("\\?.*", "");
        BlobContainerClient stranger = new BlobContainerClientBuilder()
                .endpoint(address)
                .setAnonymousAccess()
                .httpClient(HTTP)
                .retryOptions(RETRIES)
                .buildClient();
        String prefix = location.prefix() == null ? "" : location.prefix() + "/";
        List<String> may = new ArrayList<>();
        if (works(() -> stranger.listBlobs(
                        new ListBlobsOptions().setPrefix(prefix).setMaxResultsPerPage(1), null)
                .iterator()
                .hasNext())) {
            may.add("list its objects");
        }
        if (works(() -> stranger.getBlobClient(prefix + object).downloadContent())) {
            may.add("read them");
        }
        return may;
    }

    /** Whatever the server says against it: what was asked for was not given. */
    private static boolean works(Supplier<Object> asked) {
        try {
            return asked.get() != null;
        } catch (RuntimeException e) {
            return false;
        }
    }

    private static BlobContainerClient client(StoreLocation location, String container, String connection) {
        try {
            if (connection.contains("AccountKey=")) {
                // Otherwise a key that is none shows at the first request, as an error that nobody understands.
                StorageSharedKeyCredential.fromConnectionString(connection).computeHmac256("");
            }
            return new BlobContainerClientBuilder()
                    .connectionString(connection)
                    .containerName(container)
                    .httpClient(HTTP)
                    .retryOptions(RETRIES)
                    .buildClient();
        } catch (RuntimeException e) {
            // Without its cause, whose message may quote the connection string.
            throw new LifeboatException(
                    RUNBOOK_INVALID,
                    "store " + location.name()
                            + ": what the key \"connection\" refers to is not a connection string of an"
                            + " Azure storage account");
        }
    }

    private static String needed(StoreLocation location, String key, @Nullable String value) {
        if (value == null) {
            throw new LifeboatException(
                    RUNBOOK_INVALID,
                    "store " + location.name() + ": kind " + location.kind() + " needs the key \"" + key + "\"");
        }
        return value;
    }
}
