package dev.lifeboat.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.lifeboat.doctor.Doctor;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.keys.KeyAlgorithm;
import dev.lifeboat.keys.KeyFiles;
import dev.lifeboat.notice.Severity;
import dev.lifeboat.postgres.ClientTools;
import dev.lifeboat.postgres.PostgresConnector;
import dev.lifeboat.runbook.Runbook;
import dev.lifeboat.runbook.RunbookFile;
import dev.lifeboat.runbook.StoreSettings;
import dev.lifeboat.secret.Secrets;
import dev.lifeboat.store.Store;
import dev.lifeboat.sweep.FaultyKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the doctor would find on a worker's machine is told by the daily look, each finding once. */
class DoctorCheckTest {
    @TempDir
    Path folder;

    @BeforeEach
    void makeFiles() throws IOException {
        KeyFiles.generate(folder.resolve("keys"), KeyAlgorithm.CURVE25519, "test", null);
        for (String name : List.of("backups", "copies", "state")) {
            Files.createDirectory(
                    folder.resolve(name),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
    }

    @Test
    void missingToolsAndOpenKeysAreProblemsOfTheMachine() throws IOException {
        Path key = folder.resolve("keys/signing.sec.asc");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
        List<HealthProblem> problems = look("machine", runbook("")).stream()
                .filter(problem -> !problem.id().matches("doctor/(gpg|zstd)/.*"))
                .toList();
        assertThat(problems)
                .extracting(problem -> problem.id().replaceAll("/[0-9a-f]{10}$", ""), HealthProblem::severity)
                .containsExactlyInAnyOrder(
                        tuple("doctor/pg_dump", Severity.CRITICAL),
                        tuple("doctor/pg_restore", Severity.CRITICAL),
                        tuple("doctor/psql", Severity.CRITICAL),
                        tuple("doctor/key-file", Severity.WARNING));
        assertThat(problems)
                .filteredOn(problem -> problem.id().startsWith("doctor/key-file"))
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.what()).isEqualTo("key file: " + key + " is readable by others");
                    assertThat(problem.action()).isEqualTo("chmod 600 " + key);
                });
        assertThat(look("machine", runbook(""))).as("known again").containsAll(problems);
    }

    @Test
    void aStoreThatTakesNothingIsWorstWhereItIsTheFirst() {
        Runbook book = runbook("");
        StoreSettings stores = new StoreSettings(
                FaultyKind.location(folder.resolve("backups"), DoctorCheckTest::readOnly),
                List.of(FaultyKind.location(folder.resolve("copies"), DoctorCheckTest::readOnly)));
        assertThat(look("writing", book.withStore(stores)))
                .extracting(HealthProblem::id, HealthProblem::severity)
                .containsExactly(
                        tuple("doctor/store-primary/STORE_REFUSED", Severity.CRITICAL),
                        tuple("doctor/store-copy-1/STORE_REFUSED", Severity.WARNING));
        assertThat(look("writing", book))
                .filteredOn(problem -> !problem.id().startsWith("doctor/stores/"))
                .isEmpty();
    }

    @Test
    void aSilentStoreIsNotTriedAndTheOthersAre() {
        Seen seen = new Seen("").silent("copy-1");
        StoreSettings stores = new StoreSettings(
                FaultyKind.location(folder.resolve("backups"), DoctorCheckTest::readOnly),
                List.of(FaultyKind.location(folder.resolve("copies"), DoctorCheckTest::readOnly)));
        assertThatThrownBy(() ->
                        check("writing", runbook("").withStore(stores), seen).look())
                .isInstanceOfSatisfying(UnseenException.class, e -> assertThat(e.found())
                        .extracting(HealthProblem::id)
                        .containsExactly("doctor/store-primary/STORE_REFUSED"));
    }

    @Test
    void setsInOnePlaceAreAProblem() {
        Runbook book = runbook("");
        assertThat(look("writing", book.withStore(new StoreSettings(book.store().primary(), List.of()))))
                .extracting(HealthProblem::what)
                .containsExactly("stores: the sets are on this machine only: what destroys it destroys them");
    }

    @Test
    void aChannelThatLacksItsSecretIsToldOverTheOthers() {
        assertThat(look("channels", runbook("notify: { slack: \"env:NOBODY_SET_THIS\" }\n")))
                .extracting(HealthProblem::id, HealthProblem::severity)
                .containsExactly(tuple("doctor/channel-slack/SECRET_MISSING", Severity.WARNING));
    }

    private List<HealthProblem> look(String check, Runbook runbook) {
        return check(check, runbook, new Seen("")).look();
    }

    private HealthCheck check(String name, Runbook runbook, Seen seen) {
        Secrets secrets = new Secrets(Map.of());
        Doctor doctor = new Doctor(
                runbook, secrets, new PostgresConnector(secrets), new ClientTools(List.of()), folder.resolve("state"));
        return DoctorCheck.all(doctor, "primary", seen).stream()
                .filter(check -> check.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private Runbook runbook(String rest) {
        try {
            Path file = folder.resolve("runbook.yaml");
            Files.writeString(file, """
                    name: small
                    database: { url: "env:DATABASE_URL" }
                    store:
                      primary: { kind: filesystem, path: ./backups }
                      copies: [ { kind: filesystem, path: ./copies } ]
                    keys:
                      recipients: [ keys/backup.pub.asc ]
                      signing: "file:keys/signing.sec.asc"
                      private: [ "file:keys/backup.sec.asc" ]
                    """ + rest);
            return RunbookFile.load(file).runbook();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Store readOnly(Store store) {
        return (Store) Proxy.newProxyInstance(
                Store.class.getClassLoader(), new Class<?>[] {Store.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("create")) {
                        throw new LifeboatException(ErrorCode.STORE_REFUSED, "read only");
                    }
                    try {
                        return method.invoke(store, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
