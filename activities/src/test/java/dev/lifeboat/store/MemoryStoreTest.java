package dev.lifeboat.store;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import org.junit.jupiter.api.Test;

class MemoryStoreTest extends StoreContract {
    private final MemoryStore store = new MemoryStore(Clock.systemUTC());

    @Override
    Store store() {
        return store;
    }

    @Test
    void tellsOfAWriterThatWasNotClosed() {
        ObjectWriter writer = store.create("a");
        assertThatThrownBy(store::checkNothingIsOpen).hasMessageContaining("1 writers or readers");
        writer.close();
        store.checkNothingIsOpen();
    }
}
