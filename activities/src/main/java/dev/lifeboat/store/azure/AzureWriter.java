package dev.lifeboat.store.azure;

import static dev.lifeboat.error.ErrorCode.OBJECT_EXISTS;
import static dev.lifeboat.error.ErrorCode.STORE_UNAVAILABLE;

import com.azure.core.util.BinaryData;
import com.azure.core.util.Context;
import com.azure.storage.blob.models.AccessTier;
import com.azure.storage.blob.models.BlobImmutabilityPolicy;
import com.azure.storage.blob.models.BlobRequestConditions;
import com.azure.storage.blob.options.BlockBlobCommitBlockListOptions;
import com.azure.storage.blob.options.BlockBlobSimpleUploadOptions;
import com.azure.storage.blob.options.BlockBlobStageBlockOptions;
import com.azure.storage.blob.specialized.BlockBlobClient;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.store.NoSuchObjectException;
import dev.lifeboat.store.ObjectWriter;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A block blob. What fits into one block is put whole; more is staged block by block, which nobody sees, until the list of blocks
 * is committed. Blocks that are never committed are forgotten by Azure a week later: it has no call that drops them.
 */
final class AzureWriter extends ObjectWriter {
    /** Of whose making a blob is: so an answer that was lost on its way is not taken for another writer's success. */
    private static final String WRITER = "lifeboatwriter";

    private static final int FIRST_BLOCK_BYTES = 8 << 20;
    private static final int LARGEST_BLOCK_BYTES = 256 << 20;
    /** Azure takes 50,000 blocks: doubling every 8,000 makes that 3.5 TiB, and 8 MiB of memory do for the first 62 GiB. */
    private static final int BLOCKS_OF_A_SIZE = 8_000;

    private final BlockBlobClient blob;
    private final String name;
    private final @Nullable AccessTier tier;
    private final @Nullable AzureLock lock;
    private final AzureFailures failures;
    private final String id = UUID.randomUUID().toString();
    private final List<String> blocks = new ArrayList<>();
    private ByteArrayOutputStream block = new ByteArrayOutputStream();
    private boolean closed;

    AzureWriter(
            BlockBlobClient blob,
            String name,
            @Nullable AccessTier tier,
            @Nullable AzureLock lock,
            AzureFailures failures) {
        this.blob = blob;
        this.name = name;
        this.tier = tier;
        this.lock = lock;
        this.failures = failures;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        requireOpen();
        int from = offset;
        int end = offset + length;
        while (from < end) {
            int room = blockBytes(blocks.size()) - block.size();
            if (room == 0) {
                stage();
            } else {
                int count = Math.min(room, end - from);
                block.write(bytes, from, count);
                from += count;
            }
        }
    }

    /** How large the block of this number, from 0, may be. */
    static int blockBytes(int number) {
        return (int) Math.min(LARGEST_BLOCK_BYTES, (long) FIRST_BLOCK_BYTES << (number / BLOCKS_OF_A_SIZE));
    }

    private void stage() {
        // Ids of one length, as Azure demands, and of this writer only: all writers of a name share its staged blocks.
        String blockId = Base64.getEncoder()
                .encodeToString((id + String.format("%06d", blocks.size())).getBytes(StandardCharsets.US_ASCII));
        try {
            blob.stageBlockWithResponse(
                    new BlockBlobStageBlockOptions(blockId, BinaryData.fromBytes(block.toByteArray())),
                    null,
                    Context.NONE);
        } catch (RuntimeException e) {
            close();
            throw failures.of(name, "cannot be written", e);
        }
        blocks.add(blockId);
        block.reset();
    }

    @Override
    public void commit() {
        requireOpen();
        if (!blocks.isEmpty() && block.size() > 0) {
            stage();
        }
        BlobImmutabilityPolicy policy = lock == null ? null : lock.from(Instant.now());
        BlobRequestConditions createOnly = new BlobRequestConditions().setIfNoneMatch("*");
        try {
            if (blocks.isEmpty()) {
                blob.uploadWithResponse(
                        new BlockBlobSimpleUploadOptions(BinaryData.fromBytes(block.toByteArray()))
                                .setMetadata(Map.of(WRITER, id))
                                .setTier(tier)
                                .setImmutabilityPolicy(policy)
                                .setRequestConditions(createOnly),
                        null,
                        Context.NONE);
            } else {
                blob.commitBlockListWithResponse(
                        new BlockBlobCommitBlockListOptions(blocks)
                                .setMetadata(Map.of(WRITER, id))
                                .setTier(tier)
                                .setImmutabilityPolicy(policy)
                                .setRequestConditions(createOnly),
                        null,
                        Context.NONE);
            }
        } catch (RuntimeException e) {
            conclude(e);
        } finally {
            close();
        }
    }

    /** A request that was tried again after its answer was lost meets the blob that it has made. */
    private void conclude(RuntimeException e) {
        if (!AzureFailures.isConflict(e) && !AzureFailures.isLostBlock(e)) {
            throw failures.of(name, "cannot be written", e);
        }
        String maker = maker();
        if (maker == null) {
            throw new LifeboatException(
                    STORE_UNAVAILABLE, name + " cannot be written: another writer of the name was in its way");
        }
        if (!maker.equals(id)) {
            throw new LifeboatException(OBJECT_EXISTS, name + " exists already");
        }
    }

    /** The writer of the blob that is there; empty: not known; null: there is none. */
    private @Nullable String maker() {
        try {
            return blob.getProperties().getMetadata().getOrDefault(WRITER, "");
        } catch (RuntimeException e) {
            if (failures.of(name, "cannot be looked at", e) instanceof NoSuchObjectException) {
                return null;
            }
            // Who may create need not have the right to look; the answer to the commit said that the name is taken.
            if (AzureFailures.isNotGranted(e)) {
                return "";
            }
            throw failures.of(name, "cannot be looked at", e);
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new LifeboatException(STORE_UNAVAILABLE, name + " cannot be written: it is closed");
        }
    }

    @Override
    public void close() {
        closed = true;
        block = new ByteArrayOutputStream(0);
    }
}
