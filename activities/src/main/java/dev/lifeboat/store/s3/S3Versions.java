package dev.lifeboat.store.s3;

import dev.lifeboat.runbook.StoreProfile;
import dev.lifeboat.store.ObjectNames;
import dev.lifeboat.store.StoredObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsRequest;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsResponse;
import software.amazon.awssdk.services.s3.model.ObjectVersion;

/**
 * Which version of a name counts: the first. Whoever may write to a bucket but not delete from it can lay a later version or a
 * delete marker over an object; with versions on, neither changes what is read here. Thread-safe.
 */
final class S3Versions {
    private final S3Bucket bucket;
    private volatile @Nullable Boolean versioned;

    /** @param version null: the bucket keeps no versions */
    record First(String name, @Nullable String version, long size, Instant modified) {
        StoredObject stored() {
            return new StoredObject(name, size, modified);
        }
    }

    S3Versions(S3Bucket bucket) {
        this.bucket = bucket;
    }

    /** Whether the bucket keeps versions, or did so once: asked once. */
    boolean versioned() {
        Boolean known = versioned;
        if (known == null) {
            known = askVersioned();
            versioned = known;
        }
        return known;
    }

    private boolean askVersioned() {
        // Google's answers name generations in a field that the SDK does not read.
        if (bucket.profile() == StoreProfile.GCS) {
            return false;
        }
        return bucket.call("whether versions are kept", () -> {
            try {
                BucketVersioningStatus status = bucket.client()
                        .getBucketVersioning(request -> request.bucket(bucket.name()))
                        .status();
                return status == BucketVersioningStatus.ENABLED || status == BucketVersioningStatus.SUSPENDED;
            } catch (AwsServiceException e) {
                // Servers that know no versions.
                if (e.statusCode() == 405 || e.statusCode() == 501) {
                    return false;
                }
                throw e;
            }
        });
    }

    /**
     * The object's first version; empty: there is none. Asked by a listing: its errors have a body, where those of a HEAD do not
     * tell a missing bucket from a missing object.
     */
    Optional<First> first(String name) {
        String key = bucket.key(name);
        if (versioned()) {
            List<ObjectVersion> versions = versionsOf(name);
            return versions.isEmpty() ? Optional.empty() : Optional.of(first(versions.get(versions.size() - 1)));
        }
        return bucket
                .call(name, () -> bucket.client()
                        .listObjectsV2(request ->
                                request.bucket(bucket.name()).prefix(key).maxKeys(1)))
                .contents()
                .stream()
                .filter(object -> object.key().equals(key))
                .map(object -> new First(name, null, object.size(), object.lastModified()))
                .findFirst();
    }

    /** All whose names begin so, sorted; names that no object may have are somebody else's, and left out. */
    List<StoredObject> list(String prefix) {
        Map<String, First> found = new TreeMap<>();
        String from = bucket.folder() + prefix;
        bucket.call("\"" + prefix + "\"", () -> {
            if (versioned()) {
                // Newest first: what is put last is the first version.
                bucket.client()
                        .listObjectVersionsPaginator(
                                request -> request.bucket(bucket.name()).prefix(from))
                        .versions()
                        .forEach(version -> found.put(version.key(), first(version)));
            } else {
                bucket.client()
                        .listObjectsV2Paginator(
                                request -> request.bucket(bucket.name()).prefix(from))
                        .contents()
                        .forEach(object -> found.put(
                                object.key(),
                                new First(bucket.nameOf(object.key()), null, object.size(), object.lastModified())));
            }
            return found;
        });
        return found.values().stream()
                .map(First::stored)
                .filter(object -> ObjectNames.valid(object.name()))
                .toList();
    }

    /**
     * Removes every version and delete marker, the newest first: whenever this stops, what is still read is the object itself.
     * Throws OBJECT_LOCKED.
     */
    void deleteAll(String name) {
        String key = bucket.key(name);
        if (!versioned()) {
            delete(name, null);
            return;
        }
        for (String version : everyVersionOf(name, key)) {
            delete(name, version);
        }
    }

    private void delete(String name, @Nullable String version) {
        try {
            bucket.client()
                    .deleteObject(request ->
                            request.bucket(bucket.name()).key(bucket.key(name)).versionId(version));
        } catch (SdkException e) {
            throw bucket.failures().ofDeletion(name, e);
        }
    }

    /** Newest first. */
    private List<ObjectVersion> versionsOf(String name) {
        String key = bucket.key(name);
        List<ObjectVersion> versions = new ArrayList<>();
        for (ListObjectVersionsResponse page : pages(name, key)) {
            page.versions().stream()
                    .filter(version -> version.key().equals(key))
                    .forEach(versions::add);
        }
        return versions;
    }

    /** Delete markers before versions: they hide, and hold nothing. */
    private List<String> everyVersionOf(String name, String key) {
        List<String> markers = new ArrayList<>();
        List<String> versions = new ArrayList<>();
        for (ListObjectVersionsResponse page : pages(name, key)) {
            page.deleteMarkers().stream()
                    .filter(marker -> marker.key().equals(key))
                    .forEach(marker -> markers.add(marker.versionId()));
            page.versions().stream()
                    .filter(version -> version.key().equals(key))
                    .forEach(version -> versions.add(version.versionId()));
        }
        markers.addAll(versions);
        return markers;
    }

    /** The pages on which the key stands: it sorts before every longer one. */
    private List<ListObjectVersionsResponse> pages(String name, String key) {
        List<ListObjectVersionsResponse> pages = new ArrayList<>();
        ListObjectVersionsRequest.Builder request =
                ListObjectVersionsRequest.builder().bucket(bucket.name()).prefix(key);
        ListObjectVersionsResponse page;
        do {
            page = bucket.call(name, () -> bucket.client().listObjectVersions(request.build()));
            pages.add(page);
            request.keyMarker(page.nextKeyMarker()).versionIdMarker(page.nextVersionIdMarker());
        } while (Boolean.TRUE.equals(page.isTruncated()) && key.equals(page.nextKeyMarker()));
        return pages;
    }

    private First first(ObjectVersion version) {
        return new First(bucket.nameOf(version.key()), version.versionId(), version.size(), version.lastModified());
    }
}
