package dev.lifeboat.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lifeboat.anomaly.Alarms;
import dev.lifeboat.archive.MarkKind;
import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.archive.PreviousSet;
import dev.lifeboat.archive.SetObjects;
import dev.lifeboat.catalogue.SmallSets;
import dev.lifeboat.keys.KeyAlgorithm;
import dev.lifeboat.keys.KeyFiles;
import dev.lifeboat.runbook.Audit;
import dev.lifeboat.runbook.Keys;
import dev.lifeboat.runbook.StoreLocation;
import dev.lifeboat.runbook.StoreSettings;
import dev.lifeboat.secret.Secrets;
import dev.lifeboat.set.Vault;
import dev.lifeboat.store.Store;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two runbooks in one store and one copy: each answers for its own sets. */
class NeighboursTest {
    private static final Instant NOW = Instant.parse("2026-11-22T03:00:00Z");
    private static final Secrets SECRETS = new Secrets(Map.of());
    private static final String OURS = "daily/2026-11-20";
    private static final String THEIRS = "daily/2026-11-21";

    @TempDir
    static Path keys;

    @TempDir
    Path folder;

    private Vault shop;

    @BeforeAll
    static void generate() {
        KeyFiles.generate(keys.resolve("one"), KeyAlgorithm.CURVE25519, "shop", null);
        KeyFiles.generate(keys.resolve("other"), KeyAlgorithm.CURVE25519, "crm", null);
    }

    @BeforeEach
    void takeASet() {
        shop = vault("shop", "one");
        take(shop, OURS);
        assertThat(examined(shop).findings()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"one", "other"})
    void eachExaminesItsOwnSetsWhateverKeysTheOtherHas(String keys) {
        Vault crm = vault("crm", keys);
        String theirs = take(crm, THEIRS);
        copy(THEIRS);
        mark(crm, MarkKind.VERIFIED, THEIRS, theirs);

        AuditReport report = examined(shop);
        assertThat(report.findings()).isEmpty();
        assertThat(report.sets()).isEqualTo(1);
        assertThat(report.newestSet()).isEqualTo(OURS);
        assertThat(examined(crm).findings()).isEmpty();
        assertThat(examined(crm).newestSet()).isEqualTo(THEIRS);
    }

    @Test
    void aSetThatTheOtherRemovedIsNotMissedHere() {
        Vault crm = vault("crm", "one");
        String theirs = take(crm, THEIRS);
        mark(crm, MarkKind.VERIFIED, THEIRS, theirs);
        // Whoever verifies a neighbour's set says so in its own name.
        mark(shop, MarkKind.VERIFIED, THEIRS, theirs);
        mark(crm, MarkKind.DELETED, THEIRS, theirs);
        remove(THEIRS + "/");
        assertThat(examined(shop).findings()).isEmpty();
    }

    @Test
    void noMarkOfTheOtherExcusesTheRemovalOfAnOwnSet() {
        String ours = examined(shop).newestManifestSha256();
        mark(vault("crm", "one"), MarkKind.DELETED, OURS, ours);
        remove(OURS + "/");
        assertThat(examined(shop).tampered()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"one", "other"})
    void anOwnSetThatWasReplacedByANeighboursIsMissed(String keys) {
        remove(OURS + "/");
        add(vault("crm", keys), OURS);
        assertThat(examined(shop).findings()).anySatisfy(found -> {
            assertThat(found.tampering()).isTrue();
            assertThat(found.describe()).startsWith(OURS + ": was removed");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"one", "other"})
    void anAlarmIsOpenWhereItsSetIs(String keys) {
        Vault crm = vault("crm", keys);
        mark(crm, MarkKind.ALARMED, THEIRS, take(crm, THEIRS));
        assertThat(new Alarms(open(crm)).list()).singleElement().satisfies(alarm -> assertThat(alarm.open())
                .isTrue());
        assertThat(new Alarms(open(shop)).list()).isEmpty();
    }

    @Test
    void anAlarmOfAnOwnSetThatWasReplacedByANeighboursStaysOpen() {
        mark(shop, MarkKind.ALARMED, OURS, examined(shop).newestManifestSha256());
        remove(OURS + "/");
        add(vault("crm", "other"), OURS);
        assertThat(new Alarms(open(shop)).list()).singleElement().satisfies(alarm -> assertThat(alarm.problem())
                .startsWith("SIGNER_UNKNOWN"));
    }

    private Vault vault(String runbook, String keysOf) {
        StoreLocation primary = StoreLocation.folder(folder.resolve("primary").toString());
        StoreLocation copy = StoreLocation.folder(folder.resolve("copy").toString());
        Keys own = new Keys(
                List.of(), "file:" + keys.resolve(keysOf).resolve("signing.sec.asc"), List.of(), null, List.of());
        return new Vault(runbook, new StoreSettings(primary, List.of(copy)), own, null);
    }

    /** As a backup does: set, entry, head. */
    private String take(Vault vault, String set) {
        String sha256 = add(vault, set);
        Instant taken = NOW.minus(Duration.ofHours(5));
        AuditTrail.of(open(vault), SECRETS, Audit.DEFAULT)
                .record(AuditEvents.backupTaken("run/" + set, set, sha256, 10, 400, Duration.ZERO, "ada"), taken);
        new AuditHeads(vault, SECRETS).sign("run/" + set, new PreviousSet(set, sha256), taken);
        return sha256;
    }

    private static String add(Vault vault, String set) {
        OpenVault one = OpenVault.writing(vault, SECRETS);
        return new SmallSets(one.store(), one.signer(), vault.runbook())
                .add(set, NOW.minus(Duration.ofHours(6)), 1_000);
    }

    private void copy(String set) {
        Store from = open(shop).primary();
        Store to = OpenVault.writing(shop.only("copy-1"), SECRETS).store();
        from.list(set + "/")
                .forEach(object -> SetObjects.write(to, object.name(), SetObjects.readSmall(from, object.name())));
    }

    private void remove(String prefix) {
        Store primary = open(shop).primary();
        primary.list(prefix).forEach(object -> primary.delete(object.name()));
    }

    private static void mark(Vault vault, MarkKind kind, String set, String sha256) {
        SmallSets.mark(
                open(vault), kind, set, sha256, NOW.minus(Duration.ofHours(4)), "as " + vault.runbook() + " says");
    }

    private static OpenVault open(Vault vault) {
        return OpenVault.of(vault, SECRETS);
    }

    private static AuditReport examined(Vault vault) {
        return new Examination(vault, SECRETS, () -> {}).run(NOW);
    }
}
