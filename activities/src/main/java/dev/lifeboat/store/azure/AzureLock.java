package dev.lifeboat.store.azure;

import com.azure.storage.blob.models.BlobImmutabilityPolicy;
import com.azure.storage.blob.models.BlobImmutabilityPolicyMode;
import dev.lifeboat.runbook.ObjectLock;
import dev.lifeboat.store.LockTime;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * How new blobs are locked: by an immutability policy of their own version.
 *
 * @param mode {@code LOCKED}: nobody can shorten it; {@code UNLOCKED}: who has the right to can
 * @param span from the moment of writing on
 */
record AzureLock(BlobImmutabilityPolicyMode mode, Period span) {
    /** What a runbook says of locks; null where it says nothing, or not for how long. */
    static @Nullable AzureLock of(@Nullable ObjectLock lock, @Nullable Period keep) {
        if (lock == null) {
            return null;
        }
        BlobImmutabilityPolicyMode mode =
                switch (lock.mode()) {
                    case COMPLIANCE -> BlobImmutabilityPolicyMode.LOCKED;
                    case GOVERNANCE -> BlobImmutabilityPolicyMode.UNLOCKED;
                };
        Integer days = lock.days();
        Period span = days != null ? Period.ofDays(days) : keep;
        return span == null ? null : new AzureLock(mode, span);
    }

    BlobImmutabilityPolicy from(Instant now) {
        return until(LockTime.after(now, span), mode);
    }

    /** The same until a moment; what is locked for good stays so. */
    BlobImmutabilityPolicy until(Instant end, @Nullable BlobImmutabilityPolicyMode current) {
        return new BlobImmutabilityPolicy()
                .setExpiryTime(end.atOffset(ZoneOffset.UTC))
                .setPolicyMode(BlobImmutabilityPolicyMode.LOCKED.equals(current) ? current : mode);
    }
}
