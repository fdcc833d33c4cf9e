package dev.lifeboat.store.s3;

import static dev.lifeboat.error.ErrorCode.STORE_REFUSED;

import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.store.ByteRange;
import dev.lifeboat.store.LockTime;
import dev.lifeboat.store.Locking;
import dev.lifeboat.store.NoSuchObjectException;
import dev.lifeboat.store.ObjectNames;
import dev.lifeboat.store.ObjectWriter;
import dev.lifeboat.store.Store;
import dev.lifeboat.store.StoredObject;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.ObjectLockLegalHoldStatus;
import software.amazon.awssdk.services.s3.model.ObjectLockRetention;
import software.amazon.awssdk.services.s3.model.ObjectLockRetentionMode;

/** A bucket as a store. Thread-safe. */
final class S3Store implements Store {
    private final S3Bucket bucket;
    private final S3Versions versions;
    private final S3Creation creation;

    S3Store(S3Bucket bucket, S3Creation creation) {
        this.bucket = bucket;
        this.versions = new S3Versions(bucket);
        this.creation = creation;
    }

    @Override
    public String describe() {
        return bucket.describe();
    }

    @Override
    public ObjectWriter create(String name) {
        return new S3Writer(bucket, versions, creation, ObjectNames.check(name));
    }

    @Override
    public InputStream read(String name, long offset, long length) {
        ByteRange range = new ByteRange(offset, length);
        if (versions.versioned() || length == 0) {
            S3Versions.First first = existing(name);
            return S3Reader.open(bucket, name, first.version(), range.within(first.size()));
        }
        return S3Reader.open(bucket, name, null, range);
    }

    @Override
    public boolean exists(String name) {
        return versions.first(name).isPresent();
    }

    @Override
    public List<StoredObject> list(String prefix) {
        return versions.list(ObjectNames.checkFolder(prefix));
    }

    @Override
    public void delete(String name) {
        versions.deleteAll(name);
    }

    /** Uploads in parts that were begun before. */
    @Override
    public int sweepUnfinished(Instant before) {
        List<MultipartUpload> left = bucket.call("unfinished uploads", () -> bucket
                .client()
                .listMultipartUploadsPaginator(
                        request -> request.bucket(bucket.name()).prefix(bucket.folder()))
                .uploads()
                .stream()
                .filter(upload -> upload.initiated().isBefore(before))
                .toList());
        left.forEach(this::abort);
        return left.size();
    }

    private void abort(MultipartUpload upload) {
        try {
            bucket.client()
                    .abortMultipartUpload(request ->
                            request.bucket(bucket.name()).key(upload.key()).uploadId(upload.uploadId()));
        } catch (SdkException e) {
            // Committed or closed since it was listed.
            if (!(e instanceof AwsServiceException answered
                    && S3Failures.codeOf(answered).equals("NoSuchUpload"))) {
                throw bucket.failures().ofDeletion(upload.key(), e);
            }
        }
    }

    @Override
    public Optional<Instant> lockOf(String name) {
        S3Versions.First first = existing(name);
        return isHeld(first) ? Optional.of(LockTime.HELD) : retention(first).map(ObjectLockRetention::retainUntilDate);
    }

    @Override
    public void extendLock(String name, Instant until) {
        S3Versions.First first = existing(name);
        Optional<ObjectLockRetention> current = retention(first);
        if (current.isPresent() && !current.get().retainUntilDate().isBefore(until)) {
            return;
        }
        ObjectLockRetention longer = ObjectLockRetention.builder()
                .mode(current.map(ObjectLockRetention::mode).orElseGet(() -> mode(name)))
                .retainUntilDate(until)
                .build();
        bucket.call(name, () -> bucket.client().putObjectRetention(request -> request.bucket(bucket.name())
                .key(bucket.key(name))
                .versionId(first.version())
                .retention(longer)));
    }

    private ObjectLockRetentionMode mode(String name) {
        Locking locking = creation.locking();
        if (locking == null) {
            throw new LifeboatException(
                    STORE_REFUSED, name + " in " + describe() + " cannot be locked: the store has no \"lock\"");
        }
        return ObjectLockRetentionMode.valueOf(locking.mode().name());
    }

    private boolean isHeld(S3Versions.First object) {
        return lock(object, () -> bucket.client()
                        .getObjectLegalHold(request -> request.bucket(bucket.name())
                                .key(bucket.key(object.name()))
                                .versionId(object.version()))
                        .legalHold())
                .filter(hold -> hold.status() == ObjectLockLegalHoldStatus.ON)
                .isPresent();
    }

    private Optional<ObjectLockRetention> retention(S3Versions.First object) {
        return lock(object, () -> bucket.client()
                        .getObjectRetention(request -> request.bucket(bucket.name())
                                .key(bucket.key(object.name()))
                                .versionId(object.version()))
                        .retention())
                .filter(retention -> retention.retainUntilDate() != null);
    }

    /** Empty: the version has no lock of this kind, or the bucket has none. */
    private <T> Optional<T> lock(S3Versions.First object, Supplier<@Nullable T> question) {
        // Without versions there are no locks, and some servers do not know the question.
        if (object.version() == null) {
            return Optional.empty();
        }
        return bucket.call(object.name(), () -> {
            try {
                return Optional.ofNullable(question.get());
            } catch (AwsServiceException e) {
                boolean none = S3Failures.codeOf(e).equals("NoSuchObjectLockConfiguration")
                        || (e.statusCode() == 400 && S3Failures.codeOf(e).equals("InvalidRequest"));
                if (none) {
                    return Optional.empty();
                }
                throw e;
            }
        });
    }

    private S3Versions.First existing(String name) {
        return versions.first(name).orElseThrow(() -> new NoSuchObjectException(name));
    }
}
