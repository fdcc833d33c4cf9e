package dev.lifeboat.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lifeboat.archive.MarkKind;
import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.archive.PreviousSet;
import dev.lifeboat.archive.SetObjects;
import dev.lifeboat.catalogue.SmallSets;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.keys.KeyAlgorithm;
import dev.lifeboat.keys.KeyFiles;
import dev.lifeboat.runbook.Audit;
import dev.lifeboat.runbook.Keys;
import dev.lifeboat.runbook.StoreLocation;
import dev.lifeboat.runbook.StoreSettings;
import dev.lifeboat.secret.Secrets;
import dev.lifeboat.set.Vault;
import dev.lifeboat.store.FileSystemStore;
import dev.lifeboat.store.ForwardingStore;
import dev.lifeboat.store.Store;
import dev.lifeboat.store.StoredObject;
import dev.lifeboat.sweep.FaultyKind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Log and heads over two stores, as somebody with the right to delete leaves them behind. */
class ExaminationTest {
    private static final Instant NOW = Instant.parse("2026-11-22T03:00:00Z");
    private static final Secrets SECRETS = new Secrets(Map.of());
    private static final String HEADS = "audit/heads/shop/";

    @TempDir
    static Path keys;

    @TempDir
    Path folder;

    private Vault vault;
    private Store primary;
    private Store copy;

    @BeforeAll
    static void generate() {
        KeyFiles.generate(keys.resolve("own"), KeyAlgorithm.CURVE25519, "shop", null);
    }

    @BeforeEach
    void signAHeadOverThreeEntries() {
        vault = new Vault(
                "shop",
                new StoreSettings(
                        StoreLocation.folder(folder.resolve("a").toString()),
                        List.of(StoreLocation.folder(folder.resolve("b").toString()))),
                new Keys(
                        List.of(),
                        "file:" + keys.resolve("own").resolve("signing.sec.asc"),
                        List.of(),
                        null,
                        List.of()),
                null);
        primary = new FileSystemStore(folder.resolve("a"));
        copy = new FileSystemStore(folder.resolve("b"));
        record(3);
        assertThat(new AuditHeads(vault, SECRETS).sign("audit/1", null, NOW)).isEmpty();
    }

    @Test
    void findsNothingWhereNothingWasDone() {
        AuditReport report = examined();
        assertThat(report.findings()).isEmpty();
        assertThat(report.entries()).isEqualTo(3);
        assertThat(report.heads()).isEqualTo(2);
    }

    @Test
    void missesTheEndOfALogBecauseTheCopyHasAHead() {
        primary.delete("audit/log/shop/0000000/0000000003.json");
        primary.list(HEADS).forEach(object -> primary.delete(object.name()));

        assertThat(examined().findings()).singleElement().satisfies(found -> {
            assertThat(found.tampering()).isTrue();
            assertThat(found.code()).isEqualTo(ErrorCode.AUDIT_BROKEN);
            assertThat(found.text()).contains("were cut off").contains("copy-1");
        });
    }

    @Test
    void missesASetThatOnlyAHeadNames() {
        new AuditHeads(vault, SECRETS).sign("audit/2", new PreviousSet("daily/1", "a".repeat(64)), NOW.plusSeconds(9));

        assertThat(examined().findings()).isNotEmpty().allSatisfy(found -> {
            assertThat(found.code()).isEqualTo(ErrorCode.CHAIN_BROKEN);
            assertThat(found.subject()).isEqualTo("daily/1");
        });
    }

    @Test
    void headsOfRunsThatSealNoSetGoOnNamingTheNewest() {
        AuditHeads heads = new AuditHeads(vault, SECRETS);
        heads.sign("backup/1", new PreviousSet("daily/1", "a".repeat(64)), NOW.plusSeconds(9));
        for (int run = 1; run <= 60; run++) {
            record(1);
            heads.sign("verify/" + run, null, NOW.plusSeconds(60L * run));
        }
        assertThat(heads.read().sets()).isNotEmpty().allSatisfy(set -> assertThat(set.set())
                .isEqualTo("daily/1"));
    }

    @Test
    void aRunSignsItsSetAndItsEndWithinOneSecond() {
        AuditHeads heads = new AuditHeads(vault, SECRETS);
        heads.sign("backup/1", new PreviousSet("daily/1", "a".repeat(64)), NOW.plusSeconds(9));
        record(1);
        heads.sign("backup/1", null, NOW.plusSeconds(9));

        assertThat(heads.read().links())
                .anySatisfy(stated -> assertThat(stated.link().number()).isEqualTo(4));
    }

    @Test
    void noticesAChangedHeadAndWarnsOfOneThatIsNotSignedYet() {
        String name = copy.list(HEADS).get(0).name();
        byte[] json = SetObjects.readSmall(copy, name);
        copy.delete(name);
        SetObjects.write(
                copy,
                name,
                new String(json, StandardCharsets.UTF_8)
                        .replace("\"number\" : 3", "\"number\" : 2")
                        .getBytes(StandardCharsets.UTF_8));
        String own = primary.list(HEADS).get(0).name();
        primary.list(HEADS).stream()
                .map(StoredObject::name)
                .filter(other -> other.startsWith(own + "."))
                .forEach(primary::delete);

        AuditReport report = examined();
        assertThat(report.findings()).hasSizeGreaterThanOrEqualTo(2);
        assertThat(report.findings().get(0).tampering()).isTrue();
        assertThat(report.findings().get(0).text()).contains("was changed");
        assertThat(report.findings()).anySatisfy(found -> {
            assertThat(found.tampering()).isFalse();
            assertThat(found.text()).contains("is not signed");
        });
    }

    @Test
    void aCopyWhoseSecretIsElsewhereKeepsNoHeadOffTheOtherStores() {
        Vault half = new Vault(
                "shop",
                new StoreSettings(StoreLocation.folder(folder.resolve("a").toString()), List.of(withoutItsSecret("c"))),
                vault.keys(),
                null);
        int before = primary.list(HEADS).size();
        assertThat(new AuditHeads(half, SECRETS).sign("audit/2", null, NOW.plusSeconds(9)))
                .singleElement()
                .asString()
                .startsWith("copy-1: no secret");
        assertThat(primary.list(HEADS)).hasSizeGreaterThan(before);
        assertThat(new Examination(half, SECRETS, () -> {}).run(NOW).findings())
                .isNotEmpty()
                .allSatisfy(found -> assertThat(found.tampering()).isFalse());
    }

    private StoreLocation withoutItsSecret(String place) {
        return FaultyKind.location(folder.resolve(place), store -> {
            throw new LifeboatException(ErrorCode.SECRET_MISSING, "no secret");
        });
    }

    @Test
    void saysThatACopyDoesNotAnswerAndDoesNotCallThatTampering() throws IOException {
        Path file = Files.writeString(folder.resolve("no-folder"), "");
        Vault half = new Vault(
                "shop",
                new StoreSettings(
                        vault.store().primary(),
                        List.of(StoreLocation.folder(file.resolve("copy").toString()))),
                vault.keys(),
                null);

        AuditReport report = new Examination(half, SECRETS, () -> {}).run(NOW);

        assertThat(report.tampered()).isFalse();
        assertThat(report.findings()).singleElement().satisfies(found -> assertThat(found.text())
                .contains("could not be asked"));
        assertThat(new AuditHeads(half, SECRETS).sign("audit/3", null, NOW))
                .singleElement()
                .asString()
                .startsWith("copy-1: ");
    }

    @Test
    void takesNoLogWithoutAHeadForWhole() {
        primary.list(HEADS).forEach(object -> primary.delete(object.name()));
        copy.list(HEADS).forEach(object -> copy.delete(object.name()));

        assertThat(examined().findings()).singleElement().satisfies(found -> {
            assertThat(found.tampering()).isFalse();
            assertThat(found.text()).contains("no signed head");
        });
    }

    /** Heads say most when they are new, and only the newest are read. */
    @Test
    void signsNoHeadsOverALogThatWasRewrittenUntilTheTrueOnesAreOutOfSight() {
        primary.list("audit/log/").forEach(object -> primary.delete(object.name()));
        recordAs("mallory", 4);

        for (int backup = 0; backup < 60; backup++) {
            Instant at = NOW.plusSeconds(60L * backup);
            String run = "backup/" + backup;
            assertThatThrownBy(() -> new AuditHeads(vault, SECRETS).sign(run, null, at))
                    .isInstanceOfSatisfying(
                            LifeboatException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.AUDIT_BROKEN))
                    .hasMessageContaining("entry 3 of the log is not the one that the head of " + NOW + " in primary");
        }
        assertThat(examined().findings()).hasSize(2).allSatisfy(found -> {
            assertThat(found.tampering()).isTrue();
            assertThat(found.describe()).contains("entry 3: is another one");
        });
    }

    @Test
    void norOverOneThatWasCutOffAsACopyOfTheHeadTells() {
        primary.delete("audit/log/shop/0000000/0000000003.json");
        primary.list(HEADS).forEach(object -> primary.delete(object.name()));
        assertThatThrownBy(() -> new AuditHeads(vault, SECRETS).sign("backup/1", null, NOW.plusSeconds(9)))
                .hasMessageContaining("in copy-1 names");
    }

    /** A heartbeat that hears of nothing for a quarter of an hour ends, and thousands of sets may be gone. */
    @Test
    void tellsOfEachMarkThatItReadsAndReadsThemSideBySide() {
        int sets = 20;
        OpenVault open = OpenVault.of(vault, SECRETS);
        for (int set = 0; set < sets; set++) {
            for (MarkKind kind : List.of(MarkKind.VERIFIED, MarkKind.DELETED)) {
                SmallSets.mark(open, kind, "daily/" + set, "a".repeat(64), NOW, "gone");
            }
        }
        CountDownLatch together = new CountDownLatch(2);
        StoreLocation watched = FaultyKind.location(folder.resolve("a"), store -> new ForwardingStore() {
            @Override
            protected Store other() {
                return store;
            }

            @Override
            public InputStream read(String name, long offset, long length) {
                if (name.startsWith("records/daily/") && name.endsWith(".json")) {
                    together.countDown();
                    try {
                        together.await(1, TimeUnit.SECONDS);
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    }
                    // Of one after the other the first waits in vain, and each has to find the other gone.
                    assertThat(together.getCount()).isZero();
                }
                return store.read(name, offset, length);
            }
        });
        AtomicInteger moved = new AtomicInteger();
        Vault slow = new Vault("shop", new StoreSettings(watched, List.of()), vault.keys(), null);
        new Examination(slow, SECRETS, moved::incrementAndGet).run(NOW);
        // Both marks of each set among its traces, one among the removals.
        assertThat(moved.get()).isGreaterThanOrEqualTo(3 * sets);
    }

    @Test
    void listsTheNewestEntriesFirst() {
        record(2);
        AuditLog log = new AuditLog(primary, "shop");
        assertThat(log.newest(entry -> true, null, 3))
                .extracting(AuditEntry::number)
                .containsExactly(5L, 4L, 3L);
        assertThat(log.newest(entry -> true, NOW.plusSeconds(1), 100)).isEmpty();
        assertThat(log.newest(entry -> entry.number() == 2, NOW, 100)).hasSize(1);
    }

    private void record(int entries) {
        recordAs("ada", entries);
    }

    private void recordAs(String user, int entries) {
        AuditTrail trail = AuditTrail.of(OpenVault.of(vault, SECRETS), SECRETS, Audit.DEFAULT);
        for (int entry = 0; entry < entries; entry++) {
            trail.record(new AuditEvent("keys_rotated", "keys", "high", user, new TreeMap<>()), NOW);
        }
    }

    private AuditReport examined() {
        return new Examination(vault, SECRETS, () -> {}).run(NOW);
    }
}
