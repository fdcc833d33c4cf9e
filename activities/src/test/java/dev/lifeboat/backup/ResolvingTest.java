package dev.lifeboat.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.lifeboat.anomaly.Alarms;
import dev.lifeboat.anomaly.Resolving;
import dev.lifeboat.archive.AuthenticatedSet;
import dev.lifeboat.archive.Mark;
import dev.lifeboat.archive.MarkKind;
import dev.lifeboat.archive.Marks;
import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.archive.SetReader;
import dev.lifeboat.archive.Standing;
import dev.lifeboat.audit.AuditTrail;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.postgres.TestServer;
import dev.lifeboat.runbook.Runbook;
import dev.lifeboat.runbook.StoreLocation;
import dev.lifeboat.runbook.StoreSettings;
import dev.lifeboat.set.Vault;
import dev.lifeboat.store.Store;
import dev.lifeboat.store.StoredObject;
import dev.lifeboat.sweep.FaultyKind;
import dev.lifeboat.sweep.FaultyStore;
import dev.lifeboat.sweep.FaultyStore.Fault;
import dev.lifeboat.sweep.FaultyStore.When;
import dev.lifeboat.sweep.Sweep;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a person's word on an alarm does, and what stands when it could not be written everywhere. */
@Timeout(120)
class ResolvingTest {
    private static final Instant NOW = Instant.parse("2026-12-01T08:00:00Z");

    @TempDir
    Path folder;

    private TestBackup backup;
    private String older;
    private String alarmed;
    private int number;

    @BeforeEach
    void takeASetAndAnAlarmedOne() throws Exception {
        backup = new TestBackup(folder.resolve("store"), TestServer.database());
        backup.execute("create table users (id int)", "create table orders (id int)");
        older = backup.backUp("backup/test/first").set();
        backup.execute("drop table orders");
        alarmed = backup.backUp("backup/test/second").set();
        assertThat(standing(backup.open(), alarmed).alarms()).hasSize(1);
    }

    @Test
    void resolvesTheAlarmReleasesItsPinsAndWritesDownWhoAndWhy() {
        pin(older, "legal");
        Resolving.Resolved resolved = resolve(backup.runbook, false, NOW);

        assertThat(resolved.released()).containsExactly(older);
        assertThat(resolved.warnings()).isEmpty();
        assertThat(standing(backup.open(), alarmed).alarms()).isEmpty();
        assertThat(standing(backup.open(), older).pins())
                .extracting(Mark::runId)
                .containsExactly("legal");
        assertThat(new Alarms(backup.open()).list()).singleElement().satisfies(raised -> {
            assertThat(raised.open()).isFalse();
            assertThat(raised.resolution().detail()).isEqualTo("by ann@office: planned");
        });
        assertThat(backup.open().store().list("audit/")).isNotEmpty();
    }

    @Test
    void keepsThePinsWhereAskedAndReleasesThemLater() {
        resolve(backup.runbook, true, NOW);
        assertThat(standing(backup.open(), alarmed).alarms()).isEmpty();
        assertThat(standing(backup.open(), older).pins()).hasSize(1);

        resolve(backup.runbook, false, NOW.plusSeconds(60));
        assertThat(standing(backup.open(), older).pins()).isEmpty();
    }

    @Test
    void aClockThatIsBehindDoesNotLeaveTheAlarmStanding() {
        resolve(backup.runbook, false, Instant.parse("2020-01-01T00:00:00Z"));

        assertThat(standing(backup.open(), alarmed).alarms()).isEmpty();
        assertThat(standing(backup.open(), older).pins()).isEmpty();
    }

    @Test
    void aSetWithoutAnAlarmCannotBeResolved() {
        assertThatThrownBy(() ->
                        new Resolving(backup.open(), trail(backup.open())).resolve(older, "ann", "why", false, NOW))
                .isInstanceOfSatisfying(
                        LifeboatException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.USAGE));
    }

    /** The mark stands without it: whoever removes a record must not silence an alarm. */
    @Test
    void anAlarmWhoseRecordIsGoneIsStillAnAlarm() {
        Store store = backup.open().store();
        for (StoredObject object : store.list("records/" + alarmed + "/")) {
            if (object.name().contains("/alarm-")) {
                store.delete(object.name());
            }
        }
        assertThat(new Alarms(backup.open()).list()).singleElement().satisfies(raised -> {
            assertThat(raised.alarm()).isNull();
            assertThat(raised.words()).containsExactly("public.orders: the table is gone; it had 0 rows");
        });
        assertThat(resolve(backup.runbook, false, NOW).released()).containsExactly(older);
    }

    @Test
    void aSetThatWasTamperedWithHidesNoAlarm() throws IOException {
        Path manifest = folder.resolve("store").resolve(alarmed).resolve("manifest.json");
        Files.writeString(manifest, Files.readString(manifest).replace("users", "sresu"));

        assertThat(new Alarms(backup.open()).list())
                .extracting(Alarms.Raised::open, Alarms.Raised::problem)
                .containsExactly(tuple(true, "SIGNATURE_INVALID: the signature does not fit the content"));
        assertThatThrownBy(() -> new Alarms(backup.open()).of(alarmed))
                .isInstanceOfSatisfying(
                        LifeboatException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SIGNATURE_INVALID));
    }

    @Test
    void everyStoreThatHoldsTheSetIsTold() throws IOException {
        Runbook runbook = withCopy(UnaryOperator.identity());

        assertThat(resolve(runbook, false, NOW).stores()).containsExactly("primary", "copy-1");
        for (String name : List.of("primary", "copy-1")) {
            OpenVault one = open(runbook).only(name);
            assertThat(standing(one, alarmed).alarms()).as(name).isEmpty();
            assertThat(standing(one, older).pins()).as(name).isEmpty();
        }
    }

    @Test
    void aStoreThatDoesNotAnswerIsNamedAndToldLater() throws IOException {
        Fault fault = new Fault(1, When.BEFORE, "exists " + alarmed);
        Runbook runbook = withCopy(store -> new FaultyStore(store, fault));
        Resolving.Resolved resolved = resolve(runbook, false, NOW);
        assertThat(resolved.stores()).containsExactly("primary");
        assertThat(resolved.warnings()).singleElement().asString().contains("store copy-1");
        assertThat(standing(open(runbook).only("copy-1"), alarmed).alarms()).hasSize(1);

        assertThat(resolve(runbook, false, NOW.plusSeconds(60)).stores()).containsExactly("primary", "copy-1");
        assertThat(standing(open(runbook).only("copy-1"), alarmed).alarms()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void whateverFailsTheSameWordAgainFinishesIt(When when) throws Throwable {
        Sweep.through(when, fault -> {
            Path copy = copied();
            Runbook runbook = backup.runbook.withStore(
                    new StoreSettings(FaultyKind.location(copy, store -> new FaultyStore(store, fault)), List.of()));
            if (!resolvedAtOnce(runbook)) {
                assertThat(fault.happened()).isTrue();
                assertThat(resolve(runbook, false, NOW).warnings()).isEmpty();
            }
            OpenVault plain =
                    open(backup.runbook.withStore(new StoreSettings(StoreLocation.folder(copy.toString()), List.of())));
            assertThat(standing(plain, alarmed).alarms()).isEmpty();
            assertThat(standing(plain, older).pins()).isEmpty();
        });
    }

    private boolean resolvedAtOnce(Runbook runbook) {
        try {
            return resolve(runbook, false, NOW).warnings().isEmpty();
        } catch (LifeboatException e) {
            assertThat(e.code()).isEqualTo(ErrorCode.STORE_UNAVAILABLE);
            return false;
        }
    }

    private Resolving.Resolved resolve(Runbook runbook, boolean keepPins, Instant now) {
        OpenVault vault = open(runbook);
        return new Resolving(vault, trail(vault)).resolve(alarmed, "ann@office", "planned", keepPins, now);
    }

    private AuditTrail trail(OpenVault vault) {
        return AuditTrail.of(vault, backup.secrets(), backup.runbook);
    }

    private OpenVault open(Runbook runbook) {
        return OpenVault.of(Vault.of(runbook), backup.secrets());
    }

    private void pin(String set, String why) {
        AuthenticatedSet found = new SetReader(backup.open()).authenticate(set);
        new Marks(backup.open()).add(new Mark(MarkKind.PINNED, set, found.manifestSha256(), why, NOW, why));
    }

    private static Standing standing(OpenVault vault, String set) {
        AuthenticatedSet found = new SetReader(vault).authenticate(set);
        return Standing.of(new Marks(vault).of(set, found.manifestSha256(), found.signer()));
    }

    private Runbook withCopy(UnaryOperator<Store> wrapping) throws IOException {
        return backup.runbook.withStore(
                new StoreSettings(backup.runbook.store().primary(), List.of(FaultyKind.location(copied(), wrapping))));
    }

    private Path copied() throws IOException {
        Path copy = folder.resolve("copy-" + ++number);
        try (Stream<Path> files = Files.walk(folder.resolve("store"))) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(folder.resolve("store").relativize(file)));
            }
        }
        return copy;
    }
}
