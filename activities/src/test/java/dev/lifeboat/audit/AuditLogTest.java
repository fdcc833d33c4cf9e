package dev.lifeboat.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lifeboat.archive.Digests;
import dev.lifeboat.archive.ManifestJson;
import dev.lifeboat.archive.SetObjects;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.store.ForwardingStore;
import dev.lifeboat.store.MemoryStore;
import dev.lifeboat.store.Store;
import dev.lifeboat.store.StoredObject;
import dev.lifeboat.sweep.FaultyStore;
import dev.lifeboat.sweep.NoDeleting;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class AuditLogTest {
    private static final Instant NOW = Instant.parse("2026-11-22T03:00:00Z");
    private static final AuditEvent EVENT =
            new AuditEvent("backup_taken", "backup", "low", "schedule", new TreeMap<>());

    private final MemoryStore store = new MemoryStore(Clock.systemUTC());
    private final AuditLog log = new AuditLog(new NoDeleting(store), "shop");

    @Test
    void namesTheEntryBeforeInEachEntry() {
        log.append(EVENT, NOW);
        log.append(EVENT, NOW.plusSeconds(1));
        AuditLink last = log.append(EVENT, NOW.plusSeconds(2));

        List<AuditEntry> entries = entries();
        assertThat(entries).extracting(AuditEntry::number).containsExactly(1L, 2L, 3L);
        assertThat(entries.get(0).previousSha256()).isEqualTo(AuditEntry.NONE);
        List<StoredObject> objects = log.objects();
        assertThat(entries.get(1).previousSha256())
                .isEqualTo(Digests.sha256(log.read(objects.get(0).name())));
        assertThat(last.sha256())
                .isEqualTo(Digests.sha256(log.read(objects.get(2).name())));
        assertThat(log.end()).isEqualTo(last);
        store.checkNothingIsOpen();
    }

    @Test
    void letsManyWritersWithoutTheRightToDeleteWriteOneChain() throws Exception {
        ExecutorService writers = Executors.newFixedThreadPool(8);
        try {
            List<Future<?>> written = new ArrayList<>();
            for (int writer = 0; writer < 8; writer++) {
                written.add(writers.submit(() -> {
                    AuditLog own = new AuditLog(new NoDeleting(store), "shop");
                    for (int entry = 0; entry < 25; entry++) {
                        own.append(EVENT, NOW);
                    }
                }));
            }
            for (Future<?> one : written) {
                one.get();
            }
        } finally {
            writers.shutdownNow();
        }

        String previous = AuditEntry.NONE;
        long number = 1;
        for (StoredObject object : log.objects()) {
            byte[] json = log.read(object.name());
            AuditEntry entry = ManifestJson.read(json, AuditEntry.class, object.name());
            assertThat(entry.number()).isEqualTo(number++);
            assertThat(entry.previousSha256()).isEqualTo(previous);
            previous = Digests.sha256(json);
        }
        assertThat(number).isEqualTo(201);
    }

    @Test
    void findsTheEndOfALongLogWithoutListingAllOfIt() {
        for (int number = 1; number <= 3000; number++) {
            plant(number);
        }
        FaultyStore.Fault calls = new FaultyStore.Fault(0, FaultyStore.When.BEFORE, "");
        FaultyStore.Fault lists = new FaultyStore.Fault(0, FaultyStore.When.BEFORE, "list");
        FaultyStore.Fault last = new FaultyStore.Fault(0, FaultyStore.When.BEFORE, "list audit/log/shop/0000002/");
        AuditLog counted =
                new AuditLog(new FaultyStore(new FaultyStore(new FaultyStore(store, calls), lists), last), "shop");

        AuditLink written = counted.append(EVENT, NOW);

        assertThat(written.number()).isEqualTo(3001);
        assertThat(lists.calls()).isOne();
        assertThat(last.calls()).isOne();
        assertThat(calls.calls()).isLessThan(20);
        assertThat(counted.append(EVENT, NOW).number()).isEqualTo(3002);
    }

    @Test
    void goesOnBehindAnEntryWhoseFirstOneWasRemoved() {
        log.append(EVENT, NOW);
        log.append(EVENT, NOW);
        store.delete("audit/log/shop/0000000/0000000001.json");

        assertThat(log.append(EVENT, NOW).number()).isEqualTo(3);
    }

    @Test
    void takesNoOtherObjectForAnEntry() {
        SetObjects.write(store, "audit/log/shop/0000000/0000000009.json.asc", new byte[1]);
        SetObjects.write(store, "audit/log/shop/0000007/0000000009.json", new byte[1]);
        SetObjects.write(store, "audit/log/shop/0000000/0000000000.json", new byte[1]);

        assertThat(log.append(EVENT, NOW).number()).isEqualTo(1);
        assertThat(log.numberOf("audit/log/shop/0000007/0000000009.json")).isZero();
        assertThat(log.numberOf("audit/log/other/0000000/0000000001.json")).isZero();
    }

    @Test
    void saysThatTheStoreIsDownAndWritesNothing() {
        Store down = new FaultyStore(store, new FaultyStore.Fault(1, FaultyStore.When.BEFORE, "commit"));

        assertThatThrownBy(() -> new AuditLog(down, "shop").append(EVENT, NOW))
                .isInstanceOfSatisfying(
                        LifeboatException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STORE_UNAVAILABLE));
        assertThat(log.objects()).isEmpty();
    }

    private void plant(long number) {
        SetObjects.write(
                store,
                String.format("audit/log/shop/%07d/%010d.json", (number - 1) / 1000, number),
                ManifestJson.write(new AuditEntry(number, AuditEntry.NONE, NOW, EVENT)));
    }

    private List<AuditEntry> entries() {
        return log.objects().stream()
                .map(object -> ManifestJson.read(log.read(object.name()), AuditEntry.class, object.name()))
                .toList();
    }

    @Test
    void givesItsNewestEntriesWithoutThoseThatCannotBeRead() {
        for (int second = 1; second <= 100; second++) {
            log.append(EVENT, NOW.plusSeconds(second));
        }
        List<StoredObject> objects = log.objects();
        store.delete(objects.get(90).name());
        store.delete(objects.get(70).name());
        SetObjects.write(store, objects.get(70).name(), "not JSON".getBytes(StandardCharsets.UTF_8));
        List<Long> all = new ArrayList<>();
        for (long number = 100; number > 0; number--) {
            if (number != 91 && number != 71) {
                all.add(number);
            }
        }
        assertThat(log.newest(any -> true, null, 1_000))
                .extracting(AuditEntry::number)
                .containsExactlyElementsOf(all);
        assertThat(log.newest(entry -> entry.number() % 2 == 0, null, 20))
                .extracting(AuditEntry::number)
                .hasSize(20)
                .endsWith(62L);
        assertThat(log.newest(any -> true, NOW.plusSeconds(99), 1_000))
                .extracting(AuditEntry::number)
                .containsExactly(100L, 99L);
    }

    /** Three months of a log are thousands of entries, and each is a way to the store and back. */
    @Test
    void readsItsNewestEntriesSideBySide() {
        for (int second = 1; second <= 48; second++) {
            log.append(EVENT, NOW.plusSeconds(second));
        }
        CyclicBarrier together = new CyclicBarrier(16);
        AtomicInteger reads = new AtomicInteger();
        AuditLog slow = new AuditLog(
                new ForwardingStore() {
                    @Override
                    protected Store other() {
                        return store;
                    }

                    @Override
                    public InputStream read(String name) {
                        if (reads.getAndIncrement() > 0) {
                            // The first one finds the end.
                            await(together);
                        }
                        return store.read(name);
                    }
                },
                "shop");
        assertThat(slow.newest(any -> true, null, 1_000)).hasSize(48);
        assertThat(reads).hasValue(1 + 48);
    }

    private static void await(CyclicBarrier together) {
        try {
            together.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
            throw new IllegalStateException("they are read one after the other", e);
        }
    }
}
