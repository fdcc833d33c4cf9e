package dev.lifeboat.store.s3;

import static dev.lifeboat.error.ErrorCode.OBJECT_EXISTS;
import static dev.lifeboat.error.ErrorCode.STORE_UNAVAILABLE;

import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.store.ByteRange;
import dev.lifeboat.store.NoSuchObjectException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * An object's bytes. When the connection breaks, it goes on where it was, with the same version or entity tag: an object that
 * was replaced meanwhile is an error and not a mixture of two. Every failure is a {@link LifeboatException}, never an
 * IOException: a store that fails must not look like an object that is damaged. Not thread-safe.
 */
final class S3Reader extends InputStream {
    private static final Logger LOG = LoggerFactory.getLogger(S3Reader.class);

    /** How often in a row a read may break before a byte has come. */
    private static final int BREAKS = 3;

    private final S3Bucket bucket;
    private final String name;
    private final @Nullable String version;
    private final String entityTag;
    private ResponseInputStream<GetObjectResponse> in;
    private long position;
    private final long end;
    private int breaks;

    private S3Reader(
            S3Bucket bucket,
            String name,
            @Nullable String version,
            long position,
            ResponseInputStream<GetObjectResponse> in) {
        this.bucket = bucket;
        this.name = name;
        this.version = version;
        this.in = in;
        this.entityTag = in.response().eTag();
        this.position = position;
        this.end = position + in.response().contentLength();
    }

    /** @param version null: the newest. Throws {@link NoSuchObjectException}. */
    static InputStream open(S3Bucket bucket, String name, @Nullable String version, ByteRange range) {
        if (range.length() == 0) {
            return InputStream.nullInputStream();
        }
        GetObjectRequest request = request(bucket, name, version, range);
        try {
            return new S3Reader(bucket, name, version, range.offset(), get(bucket, name, request));
        } catch (NothingThereException e) {
            return InputStream.nullInputStream();
        }
    }

    /** The range lies behind the object's end. */
    private static final class NothingThereException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private static GetObjectRequest request(S3Bucket bucket, String name, @Nullable String version, ByteRange range) {
        GetObjectRequest.Builder request = GetObjectRequest.builder()
                .bucket(bucket.name())
                .key(bucket.key(name))
                .versionId(version);
        boolean open = range.length() >= Long.MAX_VALUE - range.offset();
        if (range.offset() > 0 || !open) {
            request.range("bytes=" + range.offset() + "-" + (open ? "" : range.offset() + range.length() - 1));
        }
        return request.build();
    }

    private static ResponseInputStream<GetObjectResponse> get(S3Bucket bucket, String name, GetObjectRequest request) {
        return bucket.call(name, () -> {
            try {
                return bucket.client().getObject(request);
            } catch (NoSuchKeyException e) {
                throw new NoSuchObjectException(name);
            } catch (S3Exception e) {
                if (e.statusCode() == 416) {
                    throw new NothingThereException();
                }
                throw e;
            }
        });
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) {
        while (position < end && length > 0) {
            try {
                int count = in.read(bytes, offset, length);
                if (count > 0) {
                    position += count;
                    breaks = 0;
                    return count;
                }
                throw new EOFException("the connection ended " + (end - position) + " bytes too early");
            } catch (IOException | SdkException e) {
                goOn(e);
            }
        }
        return length == 0 ? 0 : -1;
    }

    private void goOn(Exception broken) {
        breaks++;
        if (breaks > BREAKS) {
            throw unavailable("cannot be read from byte " + position + " on: " + broken.getMessage(), broken);
        }
        LOG.info("event=read-resumed name={} offset={} error={}", name, position, broken.getMessage());
        in.abort();
        GetObjectRequest rest = request(bucket, name, version, new ByteRange(position, end - position)).toBuilder()
                .ifMatch(entityTag)
                .build();
        try {
            in = get(bucket, name, rest);
        } catch (NothingThereException | NoSuchObjectException e) {
            throw unavailable("was changed while it was read", e);
        } catch (LifeboatException e) {
            // The entity tag is another one.
            throw e.code() == OBJECT_EXISTS ? unavailable("was changed while it was read", e) : e;
        }
    }

    private LifeboatException unavailable(String why, Exception cause) {
        return new LifeboatException(STORE_UNAVAILABLE, name + " in " + bucket.describe() + " " + why, cause);
    }

    /** Does not read the rest only to keep a connection. */
    @Override
    public void close() {
        try {
            if (position == end) {
                in.close();
                return;
            }
        } catch (IOException e) {
            LOG.debug("event=stream-not-closed name={} error={}", name, e.getMessage());
        }
        in.abort();
    }
}
