package dev.lifeboat.store;

import static dev.lifeboat.error.ErrorCode.OBJECT_EXISTS;
import static dev.lifeboat.error.ErrorCode.STORE_FULL;

import dev.lifeboat.error.LifeboatException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A small record on its way to the first store that takes it, held in memory until then. Not thread-safe. */
final class AnywhereWriter extends ObjectWriter {
    private static final Logger LOG = LoggerFactory.getLogger(AnywhereWriter.class);
    private static final int MOST_BYTES = 256 << 20;

    private final List<NamedStore> stores;
    private final String name;
    private final ByteArrayOutputStream content = new ByteArrayOutputStream();

    AnywhereWriter(List<NamedStore> stores, String name) {
        this.stores = stores;
        this.name = name;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        if (content.size() + length > MOST_BYTES) {
            throw new LifeboatException(STORE_FULL, name + " is too large for a record");
        }
        content.write(bytes, offset, length);
    }

    @Override
    public void commit() {
        StoreFailures failures = new StoreFailures();
        for (NamedStore one : stores) {
            try (ObjectWriter writer = one.open().create(name)) {
                content.writeTo(writer);
                writer.commit();
                if (failures.anyButAbsence()) {
                    LOG.warn(
                            "event=record-elsewhere object={} written-to={} reason=\"{}\"",
                            name,
                            one.name(),
                            failures.describe());
                }
                return;
            } catch (IOException e) {
                failures.add(one, name, e);
            } catch (LifeboatException e) {
                if (e.code() == OBJECT_EXISTS) {
                    throw e;
                }
                failures.add(one, e);
            }
        }
        throw failures.together("room for " + name);
    }

    @Override
    public void close() {
        content.reset();
    }
}
