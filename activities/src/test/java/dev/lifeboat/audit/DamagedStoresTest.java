package dev.lifeboat.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.archive.SetObjects;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.runbook.Audit;
import dev.lifeboat.runbook.Keys;
import dev.lifeboat.runbook.StoreLocation;
import dev.lifeboat.runbook.StoreSettings;
import dev.lifeboat.secret.Secrets;
import dev.lifeboat.set.Vault;
import dev.lifeboat.store.NamedStore;
import dev.lifeboat.store.NearestStore;
import dev.lifeboat.store.Store;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written down when a store has a set damaged and another store helps out. */
class DamagedStoresTest {
    private static final String SET = "daily/2026-11-22";
    private static final String PART = SET + "/data/t/00001.copy.zst.pgp";
    private static final String EARLIER = "daily/2026-11-21/data/t/00001.copy.zst.pgp";

    @TempDir
    Path folder;

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-22T03:00:00Z"));
    private final Clock clock = ((InstantSource) now::get).withZone(ZoneOffset.UTC);
    private DamagedStores damaged;

    @BeforeEach
    void fill() {
        damaged = new DamagedStores(new Secrets(Map.of()), clock);
        for (String store : List.of("primary", "near")) {
            put(store, SET + "/" + SetObjects.MANIFEST, "manifest");
        }
        put("near", PART, "good");
        put("near", EARLIER, "good");
    }

    @Test
    void writesOneEntryAnHourForAStoreASetAndACode() {
        put("primary", PART, "bad");
        for (int minute = 0; minute < 60; minute += 20) {
            assertThat(read(damaged, PART).warnings())
                    .containsExactly(SET + " is damaged in primary (SET_CORRUPT); another store gave what was needed."
                            + " `lifeboat verify " + SET + " --store primary` says what it is");
            // Another worker remembers nothing, and finds the entry.
            read(new DamagedStores(new Secrets(Map.of()), clock), EARLIER);
            later(20);
        }
        assertThat(entries())
                .containsExactly("run restore/shop {code=SET_CORRUPT, error=" + PART
                        + " is bad, read_from=near, run=restore/shop, set=" + SET + ", store=primary}");
        later(1);
        read(damaged, PART);
        assertThat(entries()).hasSize(2);
    }

    @Test
    void anEntryThatCouldNotBeWrittenIsTriedAgainSoon() throws IOException {
        put("primary", PART, "bad");
        Path log = folder.resolve("primary/audit");
        Files.writeString(log, "not a folder");
        read(damaged, PART);
        Files.delete(log);
        later(4);
        read(damaged, PART);
        assertThat(entries()).isEmpty();
        later(1);
        read(damaged, PART);
        assertThat(entries()).hasSize(1);
    }

    @Test
    void nobodyWaitsWhileAStoreIsAskedWhetherItHasTheSet() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answered = new CountDownLatch(1);
        NamedStore slow = new NamedStore("primary", () -> {
            asked.countDown();
            try {
                assertThat(answered.await(20, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            return store("primary");
        });
        DamagedStores.Watch watch = watch(damaged);
        LifeboatException error = new LifeboatException(ErrorCode.SET_CORRUPT, "bad");
        CompletableFuture<Void> telling = CompletableFuture.runAsync(() -> watch.passedOver(PART, slow, error, "near"));
        assertThat(asked.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(CompletableFuture.supplyAsync(watch::warnings).get(10, TimeUnit.SECONDS))
                .isEmpty();
        answered.countDown();
        telling.get(20, TimeUnit.SECONDS);
        assertThat(watch.warnings()).hasSize(1);
    }

    @Test
    void aPartThatIsMissingCountsAlsoWhereItLiesWithAnEarlierSet() {
        DamagedStores.Watch watch = read(damaged, EARLIER);
        assertThat(watch.warnings()).hasSize(1);
        assertThat(entries()).singleElement().asString().contains(EARLIER + " is missing");
    }

    @Test
    void aStoreThatNeverHadTheSetHasNothingDamaged() {
        store("primary").delete(SET + "/" + SetObjects.MANIFEST);
        assertThat(read(damaged, PART).warnings()).isEmpty();
        assertThat(entries()).isEmpty();
    }

    @Test
    void marksAndKeysAreOfOneStoreEach() {
        put("near", "records/" + SET + "/verified-1.json", "good");
        put("near", "records/signers/A.asc", "good");
        assertThat(read(damaged, "records/" + SET + "/verified-1.json").warnings())
                .isEmpty();
        assertThat(read(damaged, "records/signers/A.asc").warnings()).isEmpty();
        assertThat(entries()).isEmpty();
    }

    @Test
    void aStoreThatDoesNotAnswerIsNotDamaged() {
        DamagedStores.Watch watch = watch(damaged);
        NearestStore.firstGood(watch.vault().store(), PART, one -> {
            if (one.describe().endsWith("primary")) {
                throw new LifeboatException(ErrorCode.STORE_UNAVAILABLE, "no answer");
            }
            return one;
        });
        assertThat(watch.warnings()).isEmpty();
        assertThat(entries()).isEmpty();
    }

    private DamagedStores.Watch read(DamagedStores stores, String object) {
        DamagedStores.Watch watch = watch(stores);
        for (int part = 0; part < 2; part++) {
            String text = NearestStore.firstGood(watch.vault().store(), object, one -> good(one, object));
            assertThat(text).isEqualTo("good");
        }
        return watch;
    }

    private DamagedStores.Watch watch(DamagedStores stores) {
        return stores.watch(vault(), Audit.DEFAULT, SET, "restore/shop");
    }

    private void later(int minutes) {
        now.updateAndGet(instant -> instant.plus(Duration.ofMinutes(minutes)));
    }

    private static String good(Store store, String object) {
        String text = new String(SetObjects.readSmall(store, object), StandardCharsets.UTF_8);
        if (!text.equals("good")) {
            throw new LifeboatException(ErrorCode.SET_CORRUPT, object + " is " + text);
        }
        return text;
    }

    private void put(String store, String object, String text) {
        SetObjects.write(store(store), object, text.getBytes(StandardCharsets.UTF_8));
    }

    private Store store(String name) {
        return vault().only(name).store();
    }

    private List<String> entries() {
        return new AuditLog(vault().primary(), "shop")
                .newest(entry -> entry.event().type().equals("store_passed_over"), null, 100).stream()
                        .map(entry -> entry.event().user() + " " + entry.event().data())
                        .toList();
    }

    private OpenVault vault() {
        return OpenVault.of(
                new Vault(
                        "shop",
                        new StoreSettings(
                                StoreLocation.folder(folder.resolve("primary").toString()),
                                List.of(StoreLocation.folder(
                                                folder.resolve("near").toString())
                                        .named("near"))),
                        new Keys(List.of(), null, List.of(), null, List.of()),
                        null),
                new Secrets(Map.of()));
    }
}
