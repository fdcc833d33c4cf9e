package dev.lifeboat.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.lifeboat.archive.Manifest;
import dev.lifeboat.archive.ManifestJson;
import dev.lifeboat.archive.Marks;
import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.archive.SetObjects;
import dev.lifeboat.archive.SetReader;
import dev.lifeboat.archive.SetState;
import dev.lifeboat.archive.Standing;
import dev.lifeboat.audit.AuditReport;
import dev.lifeboat.audit.Examination;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.restore.Tampering.Kind;
import dev.lifeboat.restore.Tampering.Tampered;
import dev.lifeboat.set.Vault;
import dev.lifeboat.verify.OpenedSet;
import dev.lifeboat.verify.PartRange;
import dev.lifeboat.verify.VerifyActivities;
import dev.lifeboat.verify.VerifyActivitiesImpl;
import dev.lifeboat.verify.VerifyRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A thousand ways to tamper with a set, seeded: none passes a verification, and none commits a row. */
class TamperingTest {
    private static final int TAMPERINGS = 1000;
    private static final int EACH_WHOLLY_RESTORED = 40;
    private static final long SEED = 20261122;
    private static final List<Kind> KINDS = List.of(Kind.values());
    private static final Set<Kind> HARMLESS = EnumSet.of(Kind.ADD, Kind.FORGED_MARK);

    @TempDir
    static Path home;

    private static TamperedShop shop;

    @BeforeAll
    static void takeSets() {
        shop = new TamperedShop(home);
    }

    @Test
    void noneOfAThousandTamperingsPassesAVerificationOrCommitsARow() {
        Tampering tampering = new Tampering(shop.pristine, shop.set, shop.older, shop.stranger, SEED);
        Vault pristine = shop.vault(shop.pristine);
        assertThat(verify(pristine)).isEmpty();
        String target = shop.shop.emptyTarget();
        RestoreActivities activities = shop.activities();
        Recovery recovery =
                Recovery.begin(activities, shop.request(shop.over(shop.pristine), target), "restore/small/t");
        recovery.structures();
        for (int number = 0; number < TAMPERINGS; number++) {
            Kind kind = KINDS.get(number % KINDS.size());
            Tampered tampered = tampering.next(kind);
            Vault vault = shop.vault(tampered.store());
            String description = number + " " + kind + " " + tampered.what();
            if (HARMLESS.contains(kind)) {
                assertChangesNothing(tampered, vault, description);
            } else {
                assertRefused(tampered, vault, description);
                assertLoadsNothing(activities, recovery.run, vault, tampered, target, description);
            }
        }
    }

    @Test
    void noWholeRestoreOfATamperedSetReachesAnOpenPhase() {
        Tampering tampering = new Tampering(shop.pristine, shop.set, shop.older, shop.stranger, SEED + 1);
        int restored = 0;
        for (int number = 0; restored < EACH_WHOLLY_RESTORED; number++) {
            Kind kind = KINDS.get(number % KINDS.size());
            Tampered tampered = tampering.next(kind);
            if (HARMLESS.contains(kind) || readsNothingOf(tampered)) {
                continue;
            }
            restored++;
            String target = shop.shop.emptyTarget();
            RestoreActivities activities = shop.activities();
            assertThatThrownBy(() -> Recovery.begin(
                                    activities,
                                    shop.request(shop.over(tampered.store()), target),
                                    "restore/small/" + target)
                            .whole())
                    .as("%s %s", kind, tampered.what())
                    .isInstanceOfSatisfying(LifeboatException.class, TamperingTest::assertIntegrity);
            assertThat(foreignRows(target)).as("%s %s", kind, tampered.what()).isEqualTo("0");
            shop.shop.run("postgres", "DROP DATABASE " + target);
        }
    }

    @Test
    void aRemovedSetIsMissedEvenIfNothingElseNamesIt() {
        SortedMap<String, byte[]> cut = new TreeMap<>(shop.pristine);
        cut.keySet().removeIf(name -> name.startsWith(shop.older + "/"));
        AuditReport report = examined(cut);
        assertThat(report.tampered()).isTrue();
        assertThat(report.findings().get(0).code()).isEqualTo(ErrorCode.CHAIN_BROKEN);
        assertThat(report.findings().get(0).subject()).isEqualTo(shop.older);
        assertThat(examined(shop.pristine).tampered()).isFalse();
    }

    @Test
    void aTrustedSignerCannotNameAFileOutsideOfTheSetEither() {
        SortedMap<String, byte[]> forged = new TreeMap<>(shop.pristine);
        String name = shop.set + "/" + SetObjects.MANIFEST;
        String text = new String(forged.get(name), StandardCharsets.UTF_8);
        for (String hostile : List.of("../../../etc/passwd", "/etc/passwd", "-rf", "a b", ".ssh")) {
            byte[] json = text.replace("\"restore.sh\"", '"' + hostile + '"').getBytes(StandardCharsets.UTF_8);
            sign(forged, json);
            assertThatThrownBy(() -> verify(shop.vault(forged)))
                    .as(hostile)
                    .isInstanceOfSatisfying(
                            LifeboatException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SET_CORRUPT));
        }
    }

    @Test
    void aTrustedSignersSumsOfRowsMustBeThoseOfTheParts() {
        SortedMap<String, byte[]> forged = new TreeMap<>(shop.pristine);
        Manifest manifest = ManifestJson.readManifest(forged.get(shop.set + "/" + SetObjects.MANIFEST), shop.set);
        sign(
                forged,
                ManifestJson.write(manifest.withTables(manifest.tables().stream()
                        .map(table -> table.withParts(table.rows() + 1, table.bytes(), table.hash(), table.parts()))
                        .toList())));
        assertThatThrownBy(() -> verify(shop.vault(forged)))
                .isInstanceOfSatisfying(
                        LifeboatException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SET_CORRUPT));
    }

    private static void sign(SortedMap<String, byte[]> store, byte[] json) {
        store.put(shop.set + "/" + SetObjects.MANIFEST, json);
        store.put(shop.set + "/" + SetObjects.SIGNATURE, shop.own.sign(json));
    }

    private static void assertRefused(Tampered tampered, Vault vault, String description) {
        Throwable thrown = catchThrowable(() -> verify(vault));
        assertThat(thrown).as(description).isInstanceOf(LifeboatException.class);
        LifeboatException refused = (LifeboatException) thrown;
        if (refused.code() == ErrorCode.NO_SUCH_SET) {
            // Without its manifest it is no set; that there was one, heads, the log and the sets behind it say.
            assertThat(tampered.store()).as(description).doesNotContainKey(shop.set + "/" + SetObjects.MANIFEST);
        } else {
            assertThat(refused.code().exitCode()).as(description).isEqualTo(12);
            assertThat(refused.getMessage()).as(description).isNotBlank();
        }
    }

    private static void assertChangesNothing(Tampered tampered, Vault vault, String description) {
        List<String> warnings = verify(vault);
        if (tampered.kind() == Kind.ADD) {
            assertThat(warnings).as(description).singleElement().asString().startsWith(tampered.what());
            return;
        }
        assertThat(warnings).as(description).isEmpty();
        OpenVault opened = OpenVault.of(vault, shop.secrets);
        String sha256 = new SetReader(opened).authenticate(shop.set).manifestSha256();
        Standing standing = Standing.of(new Marks(opened).of(shop.set, sha256, shop.own.fingerprint()));
        // A stranger's pin makes you keep a set, and nothing worse.
        boolean pinned = tampered.kind() == Kind.FORGED_MARK && tampered.what().contains("/pinned-");
        assertThat(standing)
                .as(description)
                .isEqualTo(new Standing(
                        SetState.TAKEN, false, null, pinned ? standing.pins() : List.of(), List.of(), null));
        assertThat(new Marks(opened).deleted("")).as(description).isEmpty();
    }

    /** The manifest was authenticated when the run began; what is loaded is what became of the store since. */
    private static void assertLoadsNothing(
            RestoreActivities activities,
            RunTask run,
            Vault vault,
            Tampered tampered,
            String target,
            String description) {
        RunTask over = Recovery.from(vault, run);
        for (String table : List.of("users", "orders", "notes")) {
            boolean touched = tampered.store().keySet().stream()
                            .anyMatch(name -> name.startsWith(folder(table)) && !shop.pristine.containsKey(name))
                    || shop.pristine.keySet().stream()
                            .filter(name -> name.startsWith(folder(table)))
                            .anyMatch(name -> tampered.store().get(name) != shop.pristine.get(name));
            if (touched) {
                assertThatThrownBy(() -> activities.load(over, table, 0))
                        .as(description)
                        .isInstanceOfSatisfying(LifeboatException.class, TamperingTest::assertIntegrity);
                assertThat(shop.shop.value(target, "SELECT count(*) FROM " + table))
                        .as(description)
                        .isEqualTo("0");
            }
        }
    }

    private static String folder(String table) {
        return shop.set + "/data/public." + table + "/";
    }

    /** Objects for people and tools: a restore by Lifeboat does not read them. */
    private static boolean readsNothingOf(Tampered tampered) {
        return shop.pristine.keySet().stream()
                .filter(name -> tampered.store().get(name) != shop.pristine.get(name))
                .noneMatch(name -> name.contains("/data/")
                        || name.endsWith(SetObjects.MANIFEST)
                        || name.endsWith(SetObjects.SIGNATURE)
                        || name.endsWith(".dump.pgp"));
    }

    private static void assertIntegrity(LifeboatException e) {
        assertThat(e.code().exitCode()).as(e.code() + ": " + e.getMessage()).isIn(12, ErrorCode.NO_SUCH_SET.exitCode());
    }

    /** How many rows there are that the source does not have; tables that were not made have none. */
    private static String foreignRows(String target) {
        return shop.shop
                        .value(target, "SELECT to_regclass('public.users') IS NULL")
                        .equals("t")
                ? "0"
                : shop.shop.value(
                        target,
                        "SELECT (SELECT count(*) FROM users WHERE email <> 'user' || id || '@example.com' OR id > 500)"
                                + " + (SELECT count(*) FROM orders WHERE total <> id * 1.5 OR id > 700)"
                                + " + (SELECT count(*) FROM notes"
                                + " WHERE body <> md5(id::text) || md5((id + 1)::text) OR id > 3000)");
    }

    private static AuditReport examined(SortedMap<String, byte[]> store) {
        return new Examination(shop.vault(store), shop.secrets, () -> {}).run(Instant.now());
    }

    /** Every byte, as the workflow would; returns the warnings. */
    private static List<String> verify(Vault vault) {
        VerifyActivities activities = new VerifyActivitiesImpl(shop.secrets, Clock.systemUTC());
        OpenedSet set = activities.open(new VerifyRequest(vault, shop.set, 1));
        if (set.problem() != null) {
            throw new LifeboatException(ErrorCode.SET_CORRUPT, set.problem());
        }
        PartRange all = new PartRange(vault, set.setId(), set.manifestSha256(), 0, set.parts());
        activities.verifySchema(all);
        assertThat(activities.verifyParts(all).rows()).isEqualTo(set.rows());
        return set.warnings();
    }
}
