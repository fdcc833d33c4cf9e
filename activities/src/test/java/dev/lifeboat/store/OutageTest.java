package dev.lifeboat.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A store that is down is not asked for every object, and no object is lost by that. */
class OutageTest {
    private static final int OBJECTS = 50;
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - SECOND);
    private final MemoryStore primary = new MemoryStore(Clock.systemUTC());
    private final MemoryStore copy = new MemoryStore(Clock.systemUTC());
    private final Counting first = new Counting();
    private final Outage outage = new Outage(nanos::get);

    /** Counts what it is asked, and answers only while it is up. */
    private final class Counting extends ForwardingStore {
        private boolean up;
        private int asked;

        @Override
        protected Store other() {
            asked++;
            if (!up) {
                throw new LifeboatException(ErrorCode.STORE_UNAVAILABLE, "no route to host");
            }
            return primary;
        }
    }

    @BeforeEach
    void fill() {
        for (int number = 0; number < OBJECTS; number++) {
            StoreAsserts.write(primary, "o" + number, new byte[] {1});
            StoreAsserts.write(copy, "o" + number, new byte[] {2});
        }
    }

    @Test
    void aDeadStoreIsAskedOnceAndNotForEveryObject() throws IOException {
        for (int number = 0; number < OBJECTS; number++) {
            String name = "o" + number;
            assertThat(read(name)).isEqualTo(2);
            assertThat(opened().exists(name)).isTrue();
            boolean there = NearestStore.firstGood(opened(), name, one -> one.exists(name));
            assertThat(there).isTrue();
        }
        assertThat(first.asked).isEqualTo(1);
    }

    @Test
    void aStoreThatIsBackIsUsedAgainAfterAWhile() throws IOException {
        assertThat(read("o1")).isEqualTo(2);
        first.up = true;
        assertThat(read("o1")).as("others first").isEqualTo(2);
        nanos.addAndGet(60 * SECOND);
        assertThat(read("o1")).as("across the clock's turn, too").isEqualTo(1);
        assertThat(read("o2")).isEqualTo(1);
    }

    /** One that takes connections and never answers costs minutes each time. */
    @Test
    void aStoreThatStaysOutIsAskedEverMoreSeldom() throws IOException {
        for (int minute = 0; minute < 120; minute++) {
            assertThat(read("o1")).isEqualTo(2);
            nanos.addAndGet(60 * SECOND);
        }
        assertThat(first.asked).isBetween(8, 15);
        first.up = true;
        nanos.addAndGet(13 * 60 * SECOND);
        assertThat(read("o1")).as("never for longer than twelve minutes").isEqualTo(1);
        assertThat(opened().exists("o1")).as("an answer ends it").isTrue();
        first.up = false;
        assertThat(read("o1")).isEqualTo(2);
        nanos.addAndGet(60 * SECOND);
        first.up = true;
        assertThat(read("o1")).as("from the beginning again").isEqualTo(1);
    }

    @Test
    void aStoreThatWasDownIsAskedAtOnceForWhatNoOtherHas() throws IOException {
        assertThat(read("o1")).isEqualTo(2);
        copy.delete("o7");
        assertThatThrownBy(() -> opened().exists("o7")).hasMessageContaining("no route to host");
        first.up = true;
        assertThat(read("o7")).isEqualTo(1);
    }

    @Test
    void aListAsksEveryStoreAndAnAnswerEndsTheOutage() throws IOException {
        assertThat(read("o1")).isEqualTo(2);
        first.up = true;
        StoreAsserts.write(primary, "only-here", new byte[] {1});
        assertThat(opened().list("")).extracting(StoredObject::name).contains("only-here");
        assertThat(read("o1")).isEqualTo(1);
    }

    @Test
    void anObjectThatIsMissingOrDamagedIsNoOutage() throws IOException {
        first.up = true;
        primary.delete("o1");
        assertThat(read("o1")).isEqualTo(2);
        assertThat(read("o2")).isEqualTo(1);
        NearestStore.firstGood(opened(), "o3", one -> {
            if (one == first) {
                throw new LifeboatException(ErrorCode.SET_CORRUPT, "o3 is damaged");
            }
            return true;
        });
        assertThat(read("o2")).isEqualTo(1);
    }

    /** As a run does: opened anew for every object. */
    private Store opened() {
        return NearestStore.of(
                List.of(new NamedStore("primary", () -> first, outage), new NamedStore("copy", () -> copy)));
    }

    private int read(String name) throws IOException {
        try (InputStream in = opened().read(name)) {
            return in.read();
        }
    }
}
