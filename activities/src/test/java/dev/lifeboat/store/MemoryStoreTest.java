package dev.lifeboat.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MemoryStoreTest extends StoreContract implements LockContract {
    private final MemoryStore store = new MemoryStore(Clock.systemUTC());
    private final MemoryStore locking = new MemoryStore(Clock.systemUTC(), LOCK);

    @Override
    protected Store store() {
        return store;
    }

    @Override
    public Store locking() {
        return locking;
    }

    @Override
    public void hold(String name) {
        locking.extendLock(name, LockTime.HELD);
    }

    @AfterEach
    void checkNothingIsOpen() {
        store.checkNothingIsOpen();
        locking.checkNothingIsOpen();
    }

    @Test
    void tellsOfAWriterOrReaderThatWasNotClosed() throws IOException {
        ObjectWriter writer = store.create("a");
        assertThatThrownBy(store::checkNothingIsOpen).hasMessageContaining("1 writers or readers");
        writer.commit();
        InputStream reader = store.read("a");
        assertThatThrownBy(store::checkNothingIsOpen).hasMessageContaining("1 writers or readers");
        reader.close();
        reader.close();
    }

    @Test
    void deletesWhenTheLockHasEnded() {
        Instant now = Instant.parse("2026-01-01T00:00:00Z");
        Instant[] time = {now};
        MemoryStore stored = new MemoryStore(
                new Clock() {
                    @Override
                    public ZoneOffset getZone() {
                        return ZoneOffset.UTC;
                    }

                    @Override
                    public Clock withZone(java.time.ZoneId zone) {
                        return this;
                    }

                    @Override
                    public Instant instant() {
                        return time[0];
                    }
                },
                LOCK);
        StoreAsserts.write(stored, "a", new byte[0]);
        time[0] = now.plus(Duration.ofDays(3)).minusMillis(1);
        assertThatThrownBy(() -> stored.delete("a")).hasMessageContaining("2026-01-04T00:00:00Z");
        time[0] = now.plus(Duration.ofDays(3));
        stored.delete("a");
        assertThat(stored.exists("a")).isFalse();
    }
}
