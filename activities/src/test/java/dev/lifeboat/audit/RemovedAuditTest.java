package dev.lifeboat.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lifeboat.archive.MarkKind;
import dev.lifeboat.archive.PreviousSet;
import dev.lifeboat.archive.SetObjects;
import dev.lifeboat.archive.SetReader;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.keys.KeyAlgorithm;
import dev.lifeboat.keys.KeyFiles;
import dev.lifeboat.retention.TestStores;
import dev.lifeboat.runbook.Audit;
import dev.lifeboat.runbook.Keys;
import dev.lifeboat.set.Vault;
import dev.lifeboat.store.MemoryStore;
import dev.lifeboat.store.StoredObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three sets with their entries and heads, of which somebody removes the newest together with whatever tells of it. */
class RemovedAuditTest {
    private static final String HEADS = "audit/heads/";

    @TempDir
    Path folder;

    private TestStores stores;
    private String newest = "";
    private final List<PreviousSet> chain = new ArrayList<>();

    @BeforeEach
    void takeThreeSets() {
        stores = new TestStores(folder, "primary", "copy");
        take(3);
        take(2);
        newest = take(1);
        stores.mark("primary", newest, MarkKind.VERIFIED, "well");
        assertThat(examined().findings()).isEmpty();
    }

    @Test
    void aHeadInACopyTellsOfWhatWasRemovedFromThePrimaryStore() {
        remove("primary", "audit/", newest + "/", "records/" + newest + "/");
        AuditReport report = examined();
        assertThat(report.tampered()).isTrue();
        assertThat(report.findings())
                .anySatisfy(found ->
                        assertThat(found.describe()).contains("were cut off").contains("in copy"))
                .anySatisfy(found -> assertThat(found.describe()).startsWith(newest + ": was removed"));
    }

    @Test
    void aCopyOfTheSetTellsOfItWhereNoLogAndNoHeadDoes() {
        stores.store("primary")
                .list(newest + "/")
                .forEach(object -> SetObjects.write(
                        stores.store("copy"),
                        object.name(),
                        SetObjects.readSmall(stores.store("primary"), object.name())));
        remove("primary", "audit/", newest + "/", "records/" + newest + "/");
        remove("copy", "audit/");
        assertThat(examined().findings()).anySatisfy(found -> {
            assertThat(found.tampering()).isTrue();
            assertThat(found.describe()).startsWith(newest + ": was removed").contains("its copy in copy");
        });
    }

    @Test
    void aMarkTellsOfASetThatIsGone() {
        remove("primary", "audit/", newest + "/");
        remove("copy", "audit/");
        assertThat(examined().findings()).anySatisfy(found -> {
            assertThat(found.tampering()).isTrue();
            assertThat(found.describe()).startsWith(newest + ": was removed").contains("records/" + newest);
        });
    }

    @Test
    void aHeadThatSomebodyKeptTellsWhenNothingElseDoes() {
        AuditReport before = examined();
        KeptHead set = new KeptHead(before.newestSet(), before.newestManifestSha256());
        KeptHead entry = KeptHead.parse(before.newestEntry());
        assertThat(examined(set, entry).findings()).isEmpty();

        remove("primary", "audit/", newest + "/", "records/" + newest + "/");
        remove("copy", "audit/");
        AuditReport without = examined();
        assertThat(without.tampered()).isFalse();
        assertThat(without.findings()).singleElement().satisfies(found -> assertThat(found.describe())
                .contains("the log: is not there"));
        assertThat(examined(KeptHead.parse(set.text())).findings())
                .anySatisfy(found -> assertThat(found.describe()).startsWith(newest + ": was removed"));
        assertThat(examined(entry).findings())
                .anySatisfy(found -> assertThat(found.describe()).contains("were cut off"));
    }

    @Test
    void anEmptyStoreIsNotCalledWhole() {
        remove("primary", "");
        remove("copy", "");
        assertThat(examined().findings()).singleElement().satisfies(found -> assertThat(found.text())
                .contains("no set, no log"));
    }

    @Test
    void aLogThatBeginsAnewDoesNotKnowTheSetsBefore() {
        remove("primary", "audit/", newest + "/", "records/" + newest + "/");
        remove("copy", "audit/");
        chain.remove(2);
        take(1);
        assertThat(examined().findings()).singleElement().satisfies(found -> assertThat(found.text())
                .contains("does not tell who took daily/2026-11-19, daily/2026-11-20"));
    }

    @Test
    void entriesThatAnybodyCanWriteDoNotReplaceTheHeadOfTheNewestSet() {
        remove("primary", HEADS);
        remove("copy", HEADS);
        new AuditHeads(vault(), stores.secrets).sign("audit/1", null, TestStores.NOW);
        assertThat(examined().findings()).singleElement().satisfies(found -> assertThat(found.describe())
                .isEqualTo(newest
                        + ": is the newest set, and no signed head names it: heads were removed, or could not be"
                        + " written"));
    }

    @Test
    void junkAndReplayedHeadsDoNotHideTheTrueOnes() {
        MemoryStore copy = stores.store("copy");
        String first = copy.list(HEADS).get(0).name();
        byte[] head = SetObjects.readSmall(copy, first);
        byte[] signature = SetObjects.readSmall(copy, copy.list(HEADS).get(1).name());
        String asc = copy.list(HEADS).get(1).name().substring(first.length());
        String runbook = first.substring(0, first.lastIndexOf('/') + 1);
        for (int junk = 0; junk < 60; junk++) {
            String name = runbook + "2999-01-01T00-00-" + String.format(Locale.ROOT, "%02d", junk) + "Z-0.json";
            SetObjects.write(copy, name, "{}".getBytes(StandardCharsets.UTF_8));
            // An old one again and again, under names that would be newer.
            String replayed = name.replace("2999", "2998");
            SetObjects.write(copy, replayed + asc, signature);
            SetObjects.write(copy, replayed, head);
        }
        remove("primary", "audit/", newest + "/", "records/" + newest + "/");
        AuditReport report = examined();
        assertThat(report.heads()).isEqualTo(3);
        assertThat(report.findings().get(0).describe()).contains("were cut off");
        assertThat(report.findings()).hasSizeLessThan(40).anySatisfy(found -> assertThat(found.describe())
                .startsWith(newest + ": was removed"));
    }

    @Test
    void aStrangersHeadDoesNotCount() {
        KeyFiles.generate(folder.resolve("other"), KeyAlgorithm.CURVE25519, "stranger", null);
        Vault strange = new Vault(
                vault().runbook(),
                vault().store(),
                new Keys(List.of(), "file:" + folder.resolve("other/signing.sec.asc"), List.of(), null, List.of()),
                null);
        new AuditHeads(strange, stores.secrets).sign("audit/1", null, TestStores.NOW);
        AuditReport report = examined();
        assertThat(report.heads()).isEqualTo(6);
        assertThat(report.findings()).hasSize(2).allSatisfy(found -> {
            assertThat(found.code()).isEqualTo(ErrorCode.AUDIT_BROKEN);
            assertThat(found.text()).contains("was changed: ").contains("stranger");
        });
    }

    @Test
    void onlyHeadsAreTakenForHeads() {
        for (String text : List.of("", "daily/1", "daily/1:12", "x:" + "0".repeat(64), "0:" + "0".repeat(64))) {
            assertThatThrownBy(() -> KeptHead.parse(text))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("is no head: expected SET:SHA256");
        }
    }

    /** As a backup does it: set, entry, head. */
    private String take(int days) {
        if (!chain.isEmpty()) {
            stores.chain(chain.get(chain.size() - 1));
        }
        String set = stores.daily("primary", days);
        String manifest =
                new SetReader(stores.vault("primary")).authenticate(set).manifestSha256();
        PreviousSet sealed = new PreviousSet(set, manifest);
        chain.add(sealed);
        Instant at = TestStores.NOW.minus(Duration.ofDays(days));
        AuditTrail.of(stores.vault("primary"), stores.secrets, Audit.DEFAULT)
                .record(
                        AuditEvents.backupTaken("backup/" + days, set, manifest, 10, 10, Duration.ofSeconds(1), "sam"),
                        at);
        assertThat(new AuditHeads(vault(), stores.secrets).sign("backup/" + days, sealed, at))
                .isEmpty();
        return set;
    }

    private Vault vault() {
        return Vault.of(stores.runbook);
    }

    private void remove(String store, String... prefixes) {
        MemoryStore those = stores.store(store);
        for (String prefix : prefixes) {
            those.list("").stream()
                    .map(StoredObject::name)
                    .filter(name -> name.startsWith(prefix))
                    .forEach(those::delete);
        }
    }

    private AuditReport examined(KeptHead... kept) {
        return new Examination(vault(), stores.secrets, () -> {}).run(TestStores.NOW, List.of(kept));
    }
}
