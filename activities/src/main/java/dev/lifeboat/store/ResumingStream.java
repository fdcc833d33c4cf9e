package dev.lifeboat.store;

import static dev.lifeboat.error.ErrorCode.STORE_UNAVAILABLE;

import dev.lifeboat.error.LifeboatException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One object from several stores: where one breaks off, the next that has it goes on from there. Whether the bytes of both are of
 * one object shows only in their check sum. Every failure is a {@link LifeboatException}, never an IOException: a store that
 * fails must not look like an object that is damaged. Not thread-safe.
 */
public final class ResumingStream extends InputStream {
    private static final Logger LOG = LoggerFactory.getLogger(ResumingStream.class);

    private final List<NamedStore> stores;
    private final String name;
    private final ByteRange range;
    private final PassedOver listener;
    private final StoreFailures failures = new StoreFailures();
    private @Nullable InputStream in;
    private int store = -1;
    private long done;
    private boolean resumed;

    /** Opens it; throws NoSuchObjectException if no store has it, and what the stores throw. */
    ResumingStream(List<NamedStore> stores, String name, ByteRange range, PassedOver listener) {
        this.stores = stores;
        this.name = name;
        this.range = range;
        this.listener = listener;
        next();
    }

    /** Whether the bytes so far are of more than one store. */
    public boolean resumed() {
        return resumed;
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int from, int length) {
        while (true) {
            InputStream current = in;
            if (current == null) {
                throw new LifeboatException(STORE_UNAVAILABLE, name + " was closed");
            }
            try {
                int count = current.read(bytes, from, length);
                done += Math.max(0, count);
                return count;
            } catch (IOException e) {
                failed(StoreFailures.unreadable(name, e));
            } catch (LifeboatException e) {
                failed(e);
            }
            close();
            next();
            LOG.warn(
                    "event=store-passed-over object={} offset={} read-from={} reason=\"{}\"",
                    name,
                    range.offset() + done,
                    stores.get(store).name(),
                    failures.describe());
        }
    }

    /** Opens the object in the next store that has it, where the one before broke off. */
    private void next() {
        while (++store < stores.size()) {
            try {
                in = stores.get(store).open().read(name, range.offset() + done, range.length() - done);
                resumed = done > 0;
                failures.tell(listener, name, stores.get(store).name());
                return;
            } catch (LifeboatException | NoSuchObjectException e) {
                failed(e);
            }
        }
        throw failures.together(name);
    }

    private void failed(RuntimeException error) {
        NamedStore one = stores.get(store);
        one.failed(error);
        failures.add(one, error);
    }

    @Override
    public void close() {
        InputStream current = in;
        in = null;
        if (current != null) {
            try {
                current.close();
            } catch (IOException e) {
                // All that was wanted of it has been read.
                LOG.debug("event=stream-not-closed object={} error={}", name, e.getMessage());
            }
        }
    }
}
