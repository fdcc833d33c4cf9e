package dev.lifeboat.store.azure;

import static dev.lifeboat.error.ErrorCode.OBJECT_EXISTS;
import static dev.lifeboat.error.ErrorCode.OBJECT_LOCKED;
import static dev.lifeboat.error.ErrorCode.RUNBOOK_INVALID;
import static dev.lifeboat.error.ErrorCode.SECRET_MISSING;
import static dev.lifeboat.error.ErrorCode.STORE_REFUSED;
import static dev.lifeboat.error.ErrorCode.STORE_UNAVAILABLE;
import static dev.lifeboat.store.StoreAsserts.assertFails;
import static dev.lifeboat.store.StoreAsserts.write;
import static org.assertj.core.api.Assertions.assertThat;

import com.azure.core.util.BinaryData;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.models.AccessTier;
import com.azure.storage.blob.sas.BlobContainerSasPermission;
import dev.lifeboat.runbook.StoreLocation;
import dev.lifeboat.secret.Secrets;
import dev.lifeboat.store.ObjectWriter;
import dev.lifeboat.store.RemoteContract;
import dev.lifeboat.store.Store;
import dev.lifeboat.store.StoreContract;
import dev.lifeboat.store.StoredObject;
import dev.lifeboat.store.Stores;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AzureBlobStoreTest extends StoreContract implements RemoteContract {
    private String container;
    private Store store;

    @BeforeEach
    void open() {
        container = Azurite.get().container();
        store = open((String) null, Azurite.get().connection());
    }

    @Override
    protected Store store() {
        return store;
    }

    @Override
    public boolean sweeps() {
        return false;
    }

    @Override
    public Store missingBucket() {
        return open(
                Azurite.location("env:AZURE", MISSING, null, null, null),
                Azurite.get().connection());
    }

    @Override
    public Store wrongCredentials() {
        return open((String) null, Azurite.connection(Azurite.get().address(), "AccountKey=" + WRONG_SECRET));
    }

    @Override
    public Store unreachable() {
        return open((String) null, Azurite.connection("http://127.0.0.1:1", "AccountKey=" + WRONG_SECRET));
    }

    private Store open(String prefix, String connection) {
        return open(Azurite.location("env:AZURE", container, prefix, null, null), connection);
    }

    private static Store open(StoreLocation location, String connection) {
        return Stores.open(location, new Secrets(Map.of("AZURE", connection)));
    }

    @Test
    void keepsToItsFolderOfTheContainer() throws Exception {
        BlobContainerClient client = Azurite.get().client(container);
        client.getBlobClient("other/a").upload(BinaryData.fromString("of others"));
        client.getBlobClient("a").upload(BinaryData.fromString("of others"));
        client.getBlobClient("backups/shop/not ours").upload(BinaryData.fromString("of others"));
        Store folder = open("backups/shop", Azurite.get().connection());
        write(folder, "a", new byte[3]);
        assertThat(folder.list("").stream().map(StoredObject::name)).containsExactly("a");
        assertThat(client.getBlobClient("backups/shop/a").getProperties().getBlobSize())
                .isEqualTo(3);
        assertThat(folder.describe()).endsWith("/" + container + "/backups/shop");
    }

    @Test
    void putsRowsIntoTheTierThatWasAskedForAndNothingElse() {
        Store cool = open(
                Azurite.location("env:AZURE", container, null, "Cool", null),
                Azurite.get().connection());
        write(cool, "daily/1/data/t/00001.copy", new byte[1]);
        write(cool, "daily/1/data/t/00002.copy", new byte[9 << 20]);
        write(cool, "daily/1/manifest.json", new byte[1]);
        BlobContainerClient client = Azurite.get().client(container);
        assertThat(client.getBlobClient("daily/1/data/t/00001.copy")
                        .getProperties()
                        .getAccessTier())
                .isEqualTo(AccessTier.COOL);
        assertThat(client.getBlobClient("daily/1/data/t/00002.copy")
                        .getProperties()
                        .getAccessTier())
                .isEqualTo(AccessTier.COOL);
        assertThat(client.getBlobClient("daily/1/manifest.json").getProperties().getAccessTier())
                .isEqualTo(AccessTier.HOT);
    }

    @Test
    void saysThatAnArchivedObjectHasToBeRehydrated() {
        write(store, "a", new byte[1]);
        Azurite.get().client(container).getBlobClient("a").setAccessTier(AccessTier.ARCHIVE);
        assertFails(() -> store.read("a"), STORE_REFUSED).hasMessageContaining("rehydrate");
        assertThat(store.exists("a")).isTrue();
    }

    @Test
    void noticesThatAnObjectIsReplacedOrRemovedWhileItIsRead() throws Exception {
        for (boolean replaced : new boolean[] {true, false}) {
            String name = "a" + replaced;
            write(store, name, new byte[17 << 20]);
            try (InputStream in = store.read(name)) {
                in.readNBytes(1 << 20);
                if (replaced) {
                    Azurite.get()
                            .client(container)
                            .getBlobClient(name)
                            .upload(BinaryData.fromBytes(new byte[17 << 20]), true);
                } else {
                    store.delete(name);
                }
                assertFails(in::readAllBytes, STORE_UNAVAILABLE).hasMessageContaining(name);
            }
        }
    }

    @Test
    void saysThatAnotherWriterOfTheNameDroppedItsBlocks() throws Exception {
        try (ObjectWriter writer = store.create("a")) {
            writer.write(new byte[9 << 20]);
            BlobContainerClient client = Azurite.get().client(container);
            client.getBlobClient("a").getBlockBlobClient().commitBlockList(List.of());
            client.getBlobClient("a").delete();
            assertFails(writer::commit, STORE_UNAVAILABLE).hasMessageContaining("another writer");
        }
        assertThat(store.exists("a")).isFalse();
    }

    @Test
    void takesASignatureThatCanNeitherDeleteNorOverwriteIntoAccount() {
        BlobContainerSasPermission writing = new BlobContainerSasPermission()
                .setCreatePermission(true)
                .setWritePermission(true)
                .setReadPermission(true)
                .setListPermission(true);
        Store restricted = open(
                Azurite.location("env:AZURE", container, null, null, null),
                Azurite.get().restricted(Azurite.get().address(), container, writing));
        write(restricted, "daily/a", new byte[1]);
        write(restricted, "daily/b", new byte[9 << 20]);
        assertThat(restricted.list("daily/")).hasSize(2);
        assertFails(() -> write(restricted, "daily/a", new byte[2]), OBJECT_EXISTS);
        assertFails(() -> restricted.delete("daily/a"), OBJECT_LOCKED).hasMessageNotContaining("sig=");
        assertThat(restricted.exists("daily/a")).isTrue();
        assertThat(restricted.describe()).doesNotContain("sig").doesNotContain("?");
    }

    @Test
    void refusesWhatASignatureDoesNotAllowWithoutTellingTheSignature() {
        Store restricted = open(
                Azurite.location("env:AZURE", container, null, null, null),
                Azurite.get()
                        .restricted(
                                Azurite.get().address(),
                                container,
                                new BlobContainerSasPermission().setListPermission(true)));
        assertFails(() -> write(restricted, "a", new byte[1]), STORE_REFUSED)
                .hasMessageContaining("HTTP 403")
                .hasMessageNotContaining("sig")
                .hasNoCause();
        assertFails(() -> restricted.exists("a"), STORE_REFUSED).hasMessageNotContaining("sig");
        assertThat(restricted.list("")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonsense-and-c2VjcmV0",
                "AccountName=a;AccountKey=not base64 and-c2VjcmV0;BlobEndpoint=http://127.0.0.1:1/a",
                "DefaultEndpointsProtocol=https;AccountName=c2VjcmV0"
            })
    void refusesAConnectionStringThatIsNoneWithoutTellingIt(String connection) {
        assertFails(
                        () -> open(Azurite.location("env:AZURE", container, null, null, null), connection)
                                .exists("a"),
                        RUNBOOK_INVALID)
                .hasMessageContaining("store azure")
                .hasMessageNotContaining("c2VjcmV0")
                .hasNoCause();
    }

    @Test
    void saysThatTheConnectionStringIsMissing() {
        assertFails(
                () -> Stores.open(Azurite.location("env:AZURE", container, null, null, null), new Secrets(Map.of())),
                SECRET_MISSING);
    }

    @Test
    void refusesToLockWhereTheRunbookDoesNotAskForIt() {
        write(store, "a", new byte[1]);
        assertThat(store.lockOf("a")).isEmpty();
        assertFails(() -> store.extendLock("a", Instant.now().plusSeconds(60)), STORE_REFUSED)
                .hasMessageContaining("lock");
    }

    @Test
    void hasRoomForTheLargestObjectInFiftyThousandBlocks() {
        long bytes = 0;
        for (int number = 0; number < 50_000; number++) {
            bytes += AzureWriter.blockBytes(number);
        }
        assertThat(bytes).isGreaterThan(3L << 40);
        assertThat(AzureWriter.blockBytes(49_999)).isEqualTo(256 << 20);
    }
}
