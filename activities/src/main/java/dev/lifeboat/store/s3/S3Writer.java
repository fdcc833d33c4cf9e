package dev.lifeboat.store.s3;

import static dev.lifeboat.error.ErrorCode.OBJECT_EXISTS;
import static dev.lifeboat.error.ErrorCode.STORE_FULL;
import static dev.lifeboat.error.ErrorCode.STORE_UNAVAILABLE;

import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.runbook.StoreProfile;
import dev.lifeboat.store.ObjectWriter;
import java.io.ByteArrayInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/**
 * An object on its way into a bucket: in one request if it is small, else in parts, one of which is in memory. The last request
 * makes it visible, and only if the name is free. Not thread-safe.
 */
final class S3Writer extends ObjectWriter {
    private static final Logger LOG = LoggerFactory.getLogger(S3Writer.class);

    /** Tells an object of this writer, whose answer was lost, from another's. */
    private static final String WRITER = "lifeboat-writer";

    private static final String APPLICATION = "application/octet-stream";
    private static final int SMALLEST = 64 << 10;

    private final S3Bucket bucket;
    private final S3Versions versions;
    private final S3Creation creation;
    private final String name;
    private final String writer = UUID.randomUUID().toString();
    private final List<CompletedPart> parts = new ArrayList<>();
    private byte[] buffer = new byte[SMALLEST];
    private int buffered;
    private @Nullable String upload;
    private boolean closed;

    S3Writer(S3Bucket bucket, S3Versions versions, S3Creation creation, String name) {
        this.bucket = bucket;
        this.versions = versions;
        this.creation = creation;
        this.name = name;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        requireOpen();
        int from = offset;
        int left = length;
        while (left > 0) {
            int size = S3Parts.size(parts.size() + 1);
            if (buffered == size) {
                sendPart();
                continue;
            }
            if (buffered == buffer.length) {
                buffer = Arrays.copyOf(buffer, Math.min(size, buffer.length * 2));
            }
            int taken = Math.min(left, buffer.length - buffered);
            System.arraycopy(bytes, from, buffer, buffered, taken);
            buffered += taken;
            from += taken;
            left -= taken;
        }
    }

    @Override
    public void commit() {
        requireOpen();
        try {
            String version;
            if (upload == null) {
                version = put();
            } else {
                if (buffered > 0) {
                    sendPart();
                }
                version = complete(upload);
                upload = null;
            }
            requireFirst(version);
        } finally {
            close();
        }
    }

    /** Returns the new version; null: the bucket keeps none, or it was written by a request whose answer was lost. */
    private @Nullable String put() {
        PutObjectRequest.Builder request = PutObjectRequest.builder()
                .bucket(bucket.name())
                .key(bucket.key(name))
                .ifNoneMatch("*")
                .contentMD5(md5())
                .metadata(Map.of(WRITER, writer))
                .overrideConfiguration(condition());
        creation.to(request, name);
        return bucket.call(name, () -> {
            try {
                return bucket.client().putObject(request.build(), body()).versionId();
            } catch (AwsServiceException e) {
                return lostAnswer(e);
            }
        });
    }

    private @Nullable String complete(String uploadId) {
        // Google completes an upload whatever there is.
        if (bucket.profile() == StoreProfile.GCS && versions.first(name).isPresent()) {
            throw exists();
        }
        return bucket.call(name, () -> {
            try {
                return bucket.client()
                        .completeMultipartUpload(request -> request.bucket(bucket.name())
                                .key(bucket.key(name))
                                .uploadId(uploadId)
                                .ifNoneMatch("*")
                                .multipartUpload(all -> all.parts(parts))
                                .overrideConfiguration(condition()))
                        .versionId();
            } catch (AwsServiceException e) {
                return lostAnswer(e);
            }
        });
    }

    /** The name is taken, or the upload gone: perhaps by this writer's own first try, which is then a success. */
    private @Nullable String lostAnswer(AwsServiceException e) {
        boolean gone = e.statusCode() == 412 || S3Failures.codeOf(e).equals("NoSuchUpload");
        if (gone) {
            S3Versions.First first = versions.first(name).orElse(null);
            if (first != null && writer.equals(writerOf(first))) {
                return null;
            }
        }
        throw e;
    }

    private @Nullable String writerOf(S3Versions.First first) {
        return bucket.client()
                .headObject(request ->
                        request.bucket(bucket.name()).key(bucket.key(name)).versionId(first.version()))
                .metadata()
                .get(WRITER);
    }

    /** Over a delete marker every name looks free: what lies below it is the object. */
    private void requireFirst(@Nullable String version) {
        if (version == null || !versions.versioned()) {
            return;
        }
        S3Versions.First first = versions.first(name).orElse(null);
        if (first == null || !version.equals(first.version())) {
            throw exists();
        }
    }

    private LifeboatException exists() {
        return new LifeboatException(OBJECT_EXISTS, name + " in " + bucket.describe() + " exists already");
    }

    private void sendPart() {
        try {
            String uploadId = upload == null ? begin() : upload;
            upload = uploadId;
            int number = parts.size() + 1;
            if (number > S3Parts.MOST) {
                throw new LifeboatException(
                        STORE_FULL, name + " in " + bucket.describe() + " is larger than an object may be");
            }
            String md5 = md5();
            parts.add(bucket.call(name, () -> {
                var sent = bucket.client()
                        .uploadPart(
                                request -> request.bucket(bucket.name())
                                        .key(bucket.key(name))
                                        .uploadId(uploadId)
                                        .partNumber(number)
                                        .contentMD5(md5),
                                body());
                return CompletedPart.builder()
                        .partNumber(number)
                        .eTag(sent.eTag())
                        .checksumCRC32(sent.checksumCRC32())
                        .build();
            }));
            buffered = 0;
        } catch (LifeboatException e) {
            close();
            throw e;
        }
    }

    private String begin() {
        CreateMultipartUploadRequest.Builder request = CreateMultipartUploadRequest.builder()
                .bucket(bucket.name())
                .key(bucket.key(name))
                .metadata(Map.of(WRITER, writer));
        creation.to(request, name);
        return bucket.call(name, () -> bucket.client().createMultipartUpload(request.build()))
                .uploadId();
    }

    /** Replayable, and no copy of the part. */
    private RequestBody body() {
        byte[] content = buffer;
        int length = buffered;
        return RequestBody.fromContentProvider(() -> new ByteArrayInputStream(content, 0, length), length, APPLICATION);
    }

    /** Google's own name for a name that has to be free. */
    private AwsRequestOverrideConfiguration condition() {
        AwsRequestOverrideConfiguration.Builder override = AwsRequestOverrideConfiguration.builder();
        if (bucket.profile() == StoreProfile.GCS) {
            override.putHeader("x-goog-if-generation-match", "0");
        }
        return override.build();
    }

    private String md5() {
        try {
            MessageDigest digest = MessageDigest.getInstance("MD5");
            digest.update(buffer, 0, buffered);
            return Base64.getEncoder().encodeToString(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new LifeboatException(STORE_UNAVAILABLE, name + " cannot be written: it is closed");
        }
    }

    /** What it cannot drop, because the server does not answer or the credentials may not, a sweep finds. */
    @Override
    public void close() {
        closed = true;
        String left = upload;
        upload = null;
        buffer = new byte[0];
        buffered = 0;
        if (left == null) {
            return;
        }
        try {
            bucket.client()
                    .abortMultipartUpload(request ->
                            request.bucket(bucket.name()).key(bucket.key(name)).uploadId(left));
        } catch (SdkException e) {
            LOG.warn(
                    "event=upload-left name={} error={}",
                    name,
                    bucket.failures().of(name, e).getMessage());
        }
    }
}
