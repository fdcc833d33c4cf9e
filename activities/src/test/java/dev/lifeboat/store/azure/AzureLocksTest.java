package dev.lifeboat.store.azure;

import static dev.lifeboat.error.ErrorCode.OBJECT_LOCKED;
import static dev.lifeboat.store.StoreAsserts.assertFails;
import static dev.lifeboat.store.StoreAsserts.write;
import static org.assertj.core.api.Assertions.assertThat;

import com.azure.storage.blob.sas.BlobContainerSasPermission;
import dev.lifeboat.runbook.ObjectLock;
import dev.lifeboat.secret.Secrets;
import dev.lifeboat.store.LockContract;
import dev.lifeboat.store.LockTime;
import dev.lifeboat.store.Store;
import dev.lifeboat.store.Stores;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Locks before Azurite, which has none. */
class AzureLocksTest implements LockContract {
    private String container;
    private LockingFront front;

    @BeforeEach
    void open() throws IOException {
        container = Azurite.get().container();
        front = new LockingFront(Azurite.get().address());
    }

    @AfterEach
    void close() {
        front.close();
    }

    @Override
    public boolean sweeps() {
        return false;
    }

    @Override
    public Store locking() {
        return store(new ObjectLock(ObjectLock.Mode.COMPLIANCE, null));
    }

    @Override
    public void hold(String name) {
        front.hold("/lifeboat/" + container + "/" + name);
    }

    private Store store(ObjectLock lock) {
        String connection =
                Azurite.get().restricted(front.address(), container, BlobContainerSasPermission.parse("rcwdl"));
        return Stores.open(
                Azurite.location("env:AZURE", container, null, null, lock),
                new Secrets(Map.of("AZURE", connection)),
                LOCK);
    }

    @ParameterizedTest
    @CsvSource({"COMPLIANCE, Locked", "GOVERNANCE, Unlocked"})
    void locksInTheModeAndForTheDaysOfTheRunbook(ObjectLock.Mode mode, String policy) {
        Store store = store(new ObjectLock(mode, 10));
        write(store, "a", new byte[1]);
        assertThat(front.policyOf("/lifeboat/" + container + "/a").mode()).isEqualTo(policy);
        assertThat(store.lockOf("a").orElseThrow())
                .isBetween(
                        Instant.now().plus(Duration.ofDays(10)).minusSeconds(60),
                        Instant.now().plus(Duration.ofDays(10)).plusSeconds(60));
    }

    @Test
    void keepsALockForGoodWhenTheRunbookBecameMilder() {
        write(locking(), "a", new byte[1]);
        Store milder = store(new ObjectLock(ObjectLock.Mode.GOVERNANCE, 1));
        milder.extendLock("a", Instant.now().plus(Duration.ofDays(20)));
        assertThat(front.policyOf("/lifeboat/" + container + "/a").mode()).isEqualTo("Locked");
        assertFails(() -> milder.delete("a"), OBJECT_LOCKED);
    }

    /** Azure itself would hide it behind an empty place. */
    @Test
    void asksWhetherItIsLockedAlsoWhereTheRunbookHasLostItsLock() {
        write(locking(), "a", new byte[1]);
        Store unlocked = store(null);
        front.hidesInsteadOfRefusing();
        assertFails(() -> unlocked.delete("a"), OBJECT_LOCKED).hasMessageContaining("it is locked until 20");
        assertThat(unlocked.exists("a")).isTrue();
        assertThat(unlocked.lockOf("a")).isPresent();
    }

    @Test
    void saysThatItIsUnderLegalHoldWhereNothingElseLocksIt() {
        Store unlocked = store(null);
        write(unlocked, "a", new byte[1]);
        hold("a");
        assertFails(() -> unlocked.delete("a"), OBJECT_LOCKED).hasMessageContaining("it is under legal hold");
        assertThat(unlocked.lockOf("a")).contains(LockTime.HELD);
    }
}
