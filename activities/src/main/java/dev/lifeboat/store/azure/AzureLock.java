package dev.lifeboat.store.azure;

import com.azure.storage.blob.models.BlobImmutabilityPolicy;
import com.azure.storage.blob.models.BlobImmutabilityPolicyMode;
import dev.lifeboat.runbook.StoreLocation;
import dev.lifeboat.store.Locking;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * How new blobs are locked: by an immutability policy of their own version.
 *
 * @param mode {@code LOCKED}: nobody can shorten it; {@code UNLOCKED}: who has the right to can
 * @param locking from the moment of writing on
 */
record AzureLock(BlobImmutabilityPolicyMode mode, Locking locking) {
    /** What a runbook says of locks; null where it says nothing. */
    static @Nullable AzureLock of(StoreLocation location, @Nullable Period keep) {
        return Locking.of(location, keep)
                .map(locking -> new AzureLock(mode(locking), locking))
                .orElse(null);
    }

    private static BlobImmutabilityPolicyMode mode(Locking locking) {
        return switch (locking.mode()) {
            case COMPLIANCE -> BlobImmutabilityPolicyMode.LOCKED;
            case GOVERNANCE -> BlobImmutabilityPolicyMode.UNLOCKED;
        };
    }

    BlobImmutabilityPolicy from(Instant now) {
        return until(locking.from(now), mode);
    }

    /** The same until a moment; what is locked for good stays so. */
    BlobImmutabilityPolicy until(Instant end, @Nullable BlobImmutabilityPolicyMode current) {
        return new BlobImmutabilityPolicy()
                .setExpiryTime(end.atOffset(ZoneOffset.UTC))
                .setPolicyMode(BlobImmutabilityPolicyMode.LOCKED.equals(current) ? current : mode);
    }
}
