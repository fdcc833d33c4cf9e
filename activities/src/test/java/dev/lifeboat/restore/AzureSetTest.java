package dev.lifeboat.restore;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.storage.blob.sas.BlobContainerSasPermission;
import dev.lifeboat.backup.TakenSet;
import dev.lifeboat.runbook.Runbook;
import dev.lifeboat.runbook.StoreSettings;
import dev.lifeboat.set.Vault;
import dev.lifeboat.store.azure.Azurite;
import dev.lifeboat.verify.OpenedSet;
import dev.lifeboat.verify.PartRange;
import dev.lifeboat.verify.VerifyActivities;
import dev.lifeboat.verify.VerifyActivitiesImpl;
import dev.lifeboat.verify.VerifyRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole set in a container of Azure Blob Storage, written by whoever may not delete there. */
class AzureSetTest {
    private final Shop shop = Shop.get();

    @TempDir
    Path folder;

    @Test
    void isTakenVerifiedAndRestoredByCredentialsThatCannotDelete() throws IOException {
        Runbook runbook = inAContainer();
        String setId = TakenSet.take(runbook, shop.secrets);

        Vault vault = Vault.of(runbook);
        VerifyActivities verify = new VerifyActivitiesImpl(shop.secrets, Clock.systemUTC());
        OpenedSet set = verify.open(new VerifyRequest(vault, setId, 1));
        PartRange all = new PartRange(vault, set.setId(), set.manifestSha256(), 0, set.parts());
        assertThat(verify.verifySchema(all).objects()).isPositive();
        assertThat(verify.verifyParts(all).rows()).isEqualTo(set.rows()).isPositive();
        verify.mark(vault, set.setId(), set.manifestSha256(), "verify/shop/azure", null);

        assertThat(restored(runbook)).isEqualTo(restored(shop.runbook));
    }

    private Runbook inAContainer() throws IOException {
        Azurite azurite = Azurite.get();
        String container = azurite.container();
        Path connection = folder.resolve("connection");
        Files.writeString(
                connection, azurite.restricted(azurite.address(), container, BlobContainerSasPermission.parse("rcwl")));
        return shop.runbook.withStore(
                new StoreSettings(Azurite.location("file:" + connection, container, "sets", null, null), List.of()));
    }

    private List<String> restored(Runbook runbook) {
        String target = shop.emptyTarget();
        Recovery.begin(
                        shop.activities(),
                        shop.request(runbook, shop.ref(target), false, false, null),
                        "restore/shop/" + target)
                .whole();
        return shop.dump(target);
    }
}
