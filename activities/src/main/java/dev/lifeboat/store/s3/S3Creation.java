package dev.lifeboat.store.s3;

import dev.lifeboat.runbook.ObjectLock;
import dev.lifeboat.runbook.ServerEncryption;
import dev.lifeboat.runbook.StoreLocation;
import dev.lifeboat.store.LockTime;
import java.time.Clock;
import java.time.Instant;
import java.time.Period;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.ObjectLockMode;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;

/**
 * What a new object is created with: encryption, storage class, lock.
 *
 * @param encryption null: the bucket's default
 * @param lock null: nothing is locked
 * @param keep how long what is written is to be kept; null: not known
 */
record S3Creation(
        @Nullable ServerEncryption encryption,
        @Nullable String kmsKey,
        @Nullable String storageClass,
        @Nullable ObjectLock lock,
        @Nullable Period locationKeep,
        @Nullable Period keep,
        Clock clock) {
    /**
     * How long a store locks where neither {@code lock.days} nor any {@code keep} says it: as long as the longest usual
     * retention, that of monthly sets.
     */
    static final Period UNKNOWN = Period.ofYears(1);

    static S3Creation of(StoreLocation location, @Nullable Period keep, Clock clock) {
        return new S3Creation(
                location.encryption(),
                location.kmsKey(),
                location.storageClass(),
                location.lock(),
                location.keep(),
                keep,
                clock);
    }

    /** Until when an object that is created now is locked; the longest of all times that are known. */
    Optional<Instant> lockedUntil() {
        if (lock == null) {
            return Optional.empty();
        }
        Instant now = clock.instant();
        Period days = lock.days() == null ? null : Period.ofDays(lock.days());
        return Stream.of(Optional.ofNullable(days), Optional.ofNullable(locationKeep), Optional.ofNullable(keep))
                .flatMap(Optional::stream)
                .map(span -> LockTime.after(now, span))
                .max(Instant::compareTo)
                .or(() -> Optional.of(LockTime.after(now, UNKNOWN)));
    }

    /** Null: nothing is locked. */
    @Nullable
    ObjectLockMode lockMode() {
        return lock == null ? null : ObjectLockMode.valueOf(lock.mode().name());
    }

    /** COMPLIANCE or GOVERNANCE is the lock's own; retention is always set together with it. */
    void to(PutObjectRequest.Builder request) {
        request.serverSideEncryption(serverSide()).ssekmsKeyId(kmsKey).storageClass(storageClass);
        lockedUntil().ifPresent(until -> request.objectLockMode(lockMode()).objectLockRetainUntilDate(until));
    }

    void to(CreateMultipartUploadRequest.Builder request) {
        request.serverSideEncryption(serverSide()).ssekmsKeyId(kmsKey).storageClass(storageClass);
        lockedUntil().ifPresent(until -> request.objectLockMode(lockMode()).objectLockRetainUntilDate(until));
    }

    private @Nullable ServerSideEncryption serverSide() {
        if (encryption == null) {
            return null;
        }
        return switch (encryption) {
            case SSE_S3 -> ServerSideEncryption.AES256;
            case SSE_KMS -> ServerSideEncryption.AWS_KMS;
        };
    }
}
