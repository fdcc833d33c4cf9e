package dev.lifeboat.store.azure;

import static dev.lifeboat.error.ErrorCode.STORE_REFUSED;

import com.azure.core.util.Context;
import com.azure.storage.blob.BlobClient;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.models.AccessTier;
import com.azure.storage.blob.models.BlobImmutabilityPolicy;
import com.azure.storage.blob.models.BlobItem;
import com.azure.storage.blob.models.BlobItemProperties;
import com.azure.storage.blob.models.BlobProperties;
import com.azure.storage.blob.models.DeleteSnapshotsOptionType;
import com.azure.storage.blob.models.ListBlobsOptions;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.store.ByteRange;
import dev.lifeboat.store.LockTime;
import dev.lifeboat.store.NoSuchObjectException;
import dev.lifeboat.store.ObjectNames;
import dev.lifeboat.store.ObjectWriter;
import dev.lifeboat.store.Store;
import dev.lifeboat.store.StoredObject;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Objects as block blobs. Where the container keeps versions or soft-deleted blobs, the current version counts: what was deleted
 * is not there, whatever Azure still keeps of it. Thread-safe.
 */
final class AzureBlobStore implements Store {
    private static final int PAGE = 5_000;

    private final BlobContainerClient container;
    private final String prefix;
    private final @Nullable AccessTier tier;
    private final @Nullable AzureLock lock;
    private final AzureFailures failures;

    /**
     * @param prefix a folder in the container; null: its top
     * @param tier of the rows of sets; null: the account's default
     * @param lock null: blobs are not locked
     */
    AzureBlobStore(
            BlobContainerClient container, @Nullable String prefix, @Nullable String tier, @Nullable AzureLock lock) {
        this.container = container;
        this.prefix = prefix == null ? "" : prefix + "/";
        this.tier = tier == null ? null : AccessTier.fromString(tier);
        this.lock = lock;
        this.failures = new AzureFailures(describe());
    }

    @Override
    public String describe() {
        // The account's address and no more, should somebody have written a signature into it.
        String address = container.getBlobContainerUrl().replaceFirst("\\?.*", "");
        return address + (prefix.isEmpty() ? "" : "/" + prefix.substring(0, prefix.length() - 1));
    }

    @Override
    public ObjectWriter create(String name) {
        return new AzureWriter(blob(name).getBlockBlobClient(), name, tierOf(name), lock, failures);
    }

    /** Small objects are looked at often, and cost more in a cooler tier than they save. */
    private @Nullable AccessTier tierOf(String name) {
        return name.contains("/data/") ? tier : null;
    }

    @Override
    public InputStream read(String name, long offset, long length) {
        ByteRange range = new ByteRange(offset, length);
        if (range.length() == 0) {
            properties(name);
            return InputStream.nullInputStream();
        }
        return new AzureReader(blob(name), name, range, failures);
    }

    @Override
    public boolean exists(String name) {
        try {
            properties(name);
            return true;
        } catch (NoSuchObjectException e) {
            return false;
        }
    }

    @Override
    public List<StoredObject> list(String folder) {
        ObjectNames.checkFolder(folder);
        ListBlobsOptions options =
                new ListBlobsOptions().setPrefix(prefix + folder).setMaxResultsPerPage(PAGE);
        return asked(folder, "cannot be listed", () -> {
            List<StoredObject> found = new ArrayList<>();
            for (BlobItem item : container.listBlobs(options, null)) {
                String name = item.getName().substring(prefix.length());
                // What no object may be called is somebody else's.
                if (ObjectNames.valid(name)) {
                    BlobItemProperties about = item.getProperties();
                    found.add(new StoredObject(
                            name,
                            about.getContentLength(),
                            about.getLastModified().toInstant()));
                }
            }
            found.sort(Comparator.comparing(StoredObject::name));
            return found;
        });
    }

    @Override
    public void delete(String name) {
        BlobClient blob = blob(name);
        try {
            // Azure keeps a locked version, but would hide it behind an empty place. What somebody else locked, or the
            // runbook did
            // before it lost its lock, is locked as well: one more request for each deletion.
            refuseWhileLocked(name);
            blob.deleteWithResponse(DeleteSnapshotsOptionType.INCLUDE, null, null, Context.NONE);
        } catch (NoSuchObjectException e) {
            return;
        } catch (LifeboatException e) {
            throw e;
        } catch (RuntimeException e) {
            if (AzureFailures.isNotGranted(e)) {
                throw failures.locked(name, "cannot be removed", "the credentials do not allow it");
            }
            RuntimeException failure = failures.of(name, "cannot be removed", e);
            if (!(failure instanceof NoSuchObjectException)) {
                throw failure;
            }
        }
    }

    private void refuseWhileLocked(String name) {
        Optional<Instant> until = lockOf(name);
        if (until.isPresent() && until.get().isAfter(Instant.now())) {
            throw failures.locked(name, "cannot be removed", "it is " + LockTime.describe(until.get()));
        }
    }

    /** Always none: what was staged and never committed is invisible, and Azure drops it after a week. */
    @Override
    public int sweepUnfinished(Instant before) {
        return 0;
    }

    @Override
    public Optional<Instant> lockOf(String name) {
        BlobProperties properties = properties(name);
        if (Boolean.TRUE.equals(properties.hasLegalHold())) {
            return Optional.of(LockTime.HELD);
        }
        BlobImmutabilityPolicy policy = properties.getImmutabilityPolicy();
        return policy == null || policy.getExpiryTime() == null
                ? Optional.empty()
                : Optional.of(policy.getExpiryTime().toInstant());
    }

    @Override
    public void extendLock(String name, Instant until) {
        BlobImmutabilityPolicy current = properties(name).getImmutabilityPolicy();
        if (lock == null) {
            throw new LifeboatException(
                    STORE_REFUSED, name + " cannot be locked: the runbook's store has no key \"lock\"");
        }
        boolean longEnough = current != null
                && current.getExpiryTime() != null
                && !current.getExpiryTime().toInstant().isBefore(until);
        if (!longEnough) {
            asked(name, "cannot be locked", () -> blob(name)
                    .setImmutabilityPolicy(lock.until(until, current == null ? null : current.getPolicyMode())));
        }
    }

    private BlobProperties properties(String name) {
        BlobClient blob = blob(name);
        return asked(name, "cannot be looked at", blob::getProperties);
    }

    private BlobClient blob(String name) {
        return container.getBlobClient(prefix + ObjectNames.check(name));
    }

    private <T> T asked(String name, String what, Supplier<T> request) {
        try {
            return request.get();
        } catch (RuntimeException e) {
            throw failures.of(name, what, e);
        }
    }
}
