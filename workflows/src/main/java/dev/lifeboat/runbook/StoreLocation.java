package dev.lifeboat.runbook;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.lifeboat.set.BackupMode;
import java.time.Period;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One store: a folder, a bucket of S3 and what speaks its protocol, or a container of Azure Blob Storage. Which keys belong to
 * which kind is checked when the runbook is read.
 *
 * @param name by which commands and reports call it; null: {@code primary}, or {@code copy-N}
 * @param kind {@code filesystem}, {@code s3} or {@code azure-blob}
 * @param path filesystem: an absolute folder
 * @param bucket s3: the bucket; azure-blob: the container
 * @param prefix a folder in the bucket, without a slash at its ends; null: its top
 * @param region s3; null: the profile's usual one
 * @param endpoint the server's URL; null: the provider's own
 * @param profile s3: which dialect the server speaks; null: {@code aws}, or {@code compatible} where an endpoint is named
 * @param accessKey s3: reference; null: the credentials of the environment, as AWS's own tools find them
 * @param secretKey s3: reference, beside {@code accessKey}
 * @param sessionToken s3: reference; null: the credentials are not temporary
 * @param connection azure-blob: reference to a connection string
 * @param encryption s3: what the server encrypts with, beside our own; null: its default
 * @param kmsKey s3: the key's id, with {@code SSE-KMS}
 * @param storageClass s3: for the rows of sets; azure-blob: the access tier; null: the server's default
 * @param lock s3, azure-blob: objects are locked as long as their set is kept; null: they are not locked
 * @param modes of which sets are copied here; empty: all
 * @param keep how long sets are kept here; null: as their mode says
 * @param prices null: unknown
 */
public record StoreLocation(
        @Nullable String name,
        @JsonProperty(required = true) String kind,
        @Nullable String path,
        @Nullable String bucket,
        @Nullable String prefix,
        @Nullable String region,
        @Nullable String endpoint,
        @Nullable StoreProfile profile,
        @JsonProperty("access-key") @Nullable String accessKey,
        @JsonProperty("secret-key") @Nullable String secretKey,
        @JsonProperty("session-token") @Nullable String sessionToken,
        @Nullable String connection,
        @Nullable ServerEncryption encryption,
        @JsonProperty("kms-key") @Nullable String kmsKey,
        @JsonProperty("storage-class") @Nullable String storageClass,
        @Nullable ObjectLock lock,
        List<BackupMode> modes,
        @Nullable Period keep,
        @Nullable Prices prices) {
    public static final String FILESYSTEM = "filesystem";
    public static final String S3 = "s3";
    public static final String AZURE_BLOB = "azure-blob";

    public StoreLocation {
        modes = modes == null ? List.of() : List.copyOf(modes);
        keep = keep == null ? null : Limits.checked("store.keep", keep);
    }

    /** A folder. */
    public static StoreLocation folder(String path) {
        return new StoreLocation(
                null,
                FILESYSTEM,
                path,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                List.of(),
                null,
                null);
    }

    /** The same under a name, unless it has one. */
    public StoreLocation named(String usual) {
        return name != null ? this : with(usual, lock);
    }

    /** The same for objects that need no lock. */
    public StoreLocation unlocked() {
        return with(name, null);
    }

    private StoreLocation with(@Nullable String otherName, @Nullable ObjectLock otherLock) {
        return new StoreLocation(
                otherName,
                kind,
                path,
                bucket,
                prefix,
                region,
                endpoint,
                profile,
                accessKey,
                secretKey,
                sessionToken,
                connection,
                encryption,
                kmsKey,
                storageClass,
                otherLock,
                modes,
                keep,
                prices);
    }

    /** Whether sets of a mode belong here. */
    public boolean takes(BackupMode mode) {
        return modes.isEmpty() || modes.contains(mode);
    }
}
