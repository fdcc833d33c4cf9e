package dev.lifeboat.copy;

import static dev.lifeboat.error.ErrorCode.OBJECT_EXISTS;
import static dev.lifeboat.error.ErrorCode.SET_CORRUPT;
import static dev.lifeboat.error.ErrorCode.STORE_UNAVAILABLE;

import dev.lifeboat.activity.Heartbeat;
import dev.lifeboat.archive.Digests;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.store.NearestStore;
import dev.lifeboat.store.NoSuchObjectException;
import dev.lifeboat.store.ObjectWriter;
import dev.lifeboat.store.Store;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * One object from wherever it is as its manifest says to where it is not yet, in bounded memory. It becomes visible only after
 * all of its bytes were compared. Thread-safe.
 */
final class ObjectCopy {
    private static final int BLOCK_BYTES = 1 << 16;

    private final Store source;
    private final Store target;
    private final Heartbeat heartbeat;

    /** What the target did is not the source's fault: another source would not help. */
    private static final class TargetFailure extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final transient LifeboatException reason;

        TargetFailure(LifeboatException reason) {
            super(reason);
            this.reason = reason;
        }
    }

    ObjectCopy(Store source, Store target, Heartbeat heartbeat) {
        this.source = source;
        this.target = target;
        this.heartbeat = heartbeat;
    }

    /** Whether it had to be sent. Throws SET_CORRUPT when no store has it as it should be, STORE_UNAVAILABLE, STORE_FULL. */
    boolean send(CopiedObject object) {
        if (target.exists(object.name())) {
            // Of whatever size: it is read again, and compared, before the copy is sealed.
            return false;
        }
        try {
            return NearestStore.firstGood(source, object.name(), one -> send(one, object));
        } catch (NoSuchObjectException e) {
            throw new LifeboatException(SET_CORRUPT, object.name() + " is missing", e);
        } catch (TargetFailure e) {
            throw e.reason;
        }
    }

    private boolean send(Store from, CopiedObject object) {
        try (InputStream in = from.read(object.name());
                ObjectWriter writer = create(object)) {
            compare(object, in, writer, "");
            return commit(writer);
        } catch (IOException e) {
            throw unreadable(object, e);
        }
    }

    /** Reads the object from the copy; throws SET_CORRUPT naming it and the store. */
    void check(CopiedObject object) {
        try (InputStream in = target.read(object.name())) {
            compare(object, in, OutputStream.nullOutputStream(), " in " + target.describe());
        } catch (NoSuchObjectException e) {
            throw new LifeboatException(SET_CORRUPT, object.name() + " is missing in " + target.describe(), e);
        } catch (IOException e) {
            throw unreadable(object, e);
        }
    }

    private void compare(CopiedObject object, InputStream in, OutputStream out, String where) throws IOException {
        MessageDigest digest = Digests.sha256();
        byte[] block = new byte[BLOCK_BYTES];
        long size = 0;
        for (int count = in.read(block); count >= 0 && size <= object.bytes(); count = in.read(block)) {
            size += count;
            digest.update(block, 0, count);
            write(out, block, count);
            heartbeat.moved(0, count);
        }
        if (size != object.bytes() || !HexFormat.of().formatHex(digest.digest()).equals(object.sha256())) {
            throw new LifeboatException(SET_CORRUPT, object.name() + where + " differs from its manifest");
        }
    }

    private ObjectWriter create(CopiedObject object) {
        try {
            return target.create(object.name());
        } catch (LifeboatException e) {
            throw new TargetFailure(e);
        }
    }

    private static void write(OutputStream out, byte[] block, int count) {
        try {
            out.write(block, 0, count);
        } catch (LifeboatException e) {
            throw new TargetFailure(e);
        } catch (IOException e) {
            throw new TargetFailure(
                    new LifeboatException(STORE_UNAVAILABLE, "the copy cannot be written: " + e.getMessage(), e));
        }
    }

    private static boolean commit(ObjectWriter writer) {
        try {
            writer.commit();
            return true;
        } catch (LifeboatException e) {
            if (e.code() == OBJECT_EXISTS) {
                // An earlier try that still ran was faster; what it wrote is compared before the copy is sealed.
                return false;
            }
            throw new TargetFailure(e);
        }
    }

    private static LifeboatException unreadable(CopiedObject object, IOException e) {
        return new LifeboatException(STORE_UNAVAILABLE, object.name() + " cannot be read: " + e.getMessage(), e);
    }
}
