package dev.lifeboat.store.azure;

import static dev.lifeboat.error.ErrorCode.STORE_UNAVAILABLE;

import com.azure.core.util.Context;
import com.azure.storage.blob.BlobClient;
import com.azure.storage.blob.models.BlobDownloadContentResponse;
import com.azure.storage.blob.models.BlobRange;
import com.azure.storage.blob.models.BlobRequestConditions;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.store.ByteRange;
import dev.lifeboat.store.NoSuchObjectException;
import java.io.InputStream;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A blob in blocks, each by a request of its own that is tried again where it broke; all are of one state of the blob. Failures are
 * {@link LifeboatException}, never an IOException. Not thread-safe.
 */
final class AzureReader extends InputStream {
    private static final int BLOCK_BYTES = 8 << 20;

    private final BlobClient blob;
    private final String name;
    private final AzureFailures failures;
    private long offset;
    private long left;
    private byte[] block = {};
    private int next;
    private @Nullable String etag;

    /** Fetches the first block: throws {@link NoSuchObjectException}. */
    AzureReader(BlobClient blob, String name, ByteRange range, AzureFailures failures) {
        this.blob = blob;
        this.name = name;
        this.failures = failures;
        this.offset = range.offset();
        this.left = range.length();
        fetch();
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int from, int length) {
        Objects.checkFromIndexSize(from, length, bytes.length);
        if (length == 0) {
            return 0;
        }
        if (next == block.length && left > 0) {
            fetchNext();
        }
        int count = Math.min(length, block.length - next);
        if (count == 0) {
            return -1;
        }
        System.arraycopy(block, next, bytes, from, count);
        next += count;
        return count;
    }

    @Override
    public int available() {
        return block.length - next;
    }

    @Override
    public void close() {
        block = new byte[0];
        next = 0;
        left = 0;
    }

    private void fetchNext() {
        try {
            fetch();
        } catch (NoSuchObjectException e) {
            throw new LifeboatException(STORE_UNAVAILABLE, name + " was removed while it was read", e);
        }
    }

    private void fetch() {
        long wanted = Math.min(BLOCK_BYTES, left);
        try {
            BlobDownloadContentResponse answer = blob.downloadContentWithResponse(
                    null,
                    new BlobRequestConditions().setIfMatch(etag),
                    new BlobRange(offset, wanted),
                    false,
                    null,
                    Context.NONE);
            block = answer.getValue().toBytes();
            etag = answer.getDeserializedHeaders().getETag();
        } catch (RuntimeException e) {
            if (!AzureFailures.isBehindEnd(e)) {
                throw failures.of(name, "cannot be read", e);
            }
            block = new byte[0];
        }
        next = 0;
        offset += block.length;
        left = block.length < wanted ? 0 : left - block.length;
    }
}
