package dev.lifeboat.store.s3;

import dev.lifeboat.runbook.ServerEncryption;
import dev.lifeboat.runbook.StoreLocation;
import dev.lifeboat.store.Locking;
import java.time.Clock;
import java.time.Period;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.ObjectLockMode;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;

/**
 * What a new object is created with: encryption, storage class, lock.
 *
 * @param encryption null: the bucket's default
 * @param storageClass of rows; null: the bucket's default
 * @param locking null: nothing is locked
 */
record S3Creation(
        @Nullable ServerEncryption encryption,
        @Nullable String kmsKey,
        @Nullable String storageClass,
        @Nullable Locking locking,
        Clock clock) {
    /** @param keep how long what is written is to be kept; null: not known */
    static S3Creation of(StoreLocation location, @Nullable Period keep, Clock clock) {
        return new S3Creation(
                location.encryption(),
                location.kmsKey(),
                location.storageClass(),
                Locking.of(location, keep).orElse(null),
                clock);
    }

    void to(PutObjectRequest.Builder request, String name) {
        request.serverSideEncryption(serverSide()).ssekmsKeyId(kmsKey).storageClass(storageClassOf(name));
        if (locking != null) {
            request.objectLockMode(mode(locking)).objectLockRetainUntilDate(locking.from(clock.instant()));
        }
    }

    void to(CreateMultipartUploadRequest.Builder request, String name) {
        request.serverSideEncryption(serverSide()).ssekmsKeyId(kmsKey).storageClass(storageClassOf(name));
        if (locking != null) {
            request.objectLockMode(mode(locking)).objectLockRetainUntilDate(locking.from(clock.instant()));
        }
    }

    /** Manifests, signatures and marks are read often: only rows lie in another class. */
    private @Nullable String storageClassOf(String name) {
        return name.contains("/data/") ? storageClass : null;
    }

    private static ObjectLockMode mode(Locking locking) {
        return ObjectLockMode.valueOf(locking.mode().name());
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
