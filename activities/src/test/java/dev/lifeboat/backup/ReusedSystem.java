package dev.lifeboat.backup;

import dev.lifeboat.archive.Manifest;
import dev.lifeboat.archive.Mark;
import dev.lifeboat.archive.MarkKind;
import dev.lifeboat.archive.Marks;
import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.archive.PartInfo;
import dev.lifeboat.archive.SetReader;
import dev.lifeboat.archive.TableInfo;
import dev.lifeboat.catalogue.SetSummary;
import dev.lifeboat.catalogue.StoreCatalogue;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.postgres.ClientTools;
import dev.lifeboat.postgres.TestServer;
import dev.lifeboat.runbook.Runbook;
import dev.lifeboat.secret.Secrets;
import dev.lifeboat.set.SetContent;
import dev.lifeboat.set.Vault;
import dev.lifeboat.verify.OpenedSet;
import dev.lifeboat.verify.PartRange;
import dev.lifeboat.verify.VerifyActivitiesImpl;
import dev.lifeboat.verify.VerifyRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** A database of which sets are taken that refer to each other. */
final class ReusedSystem {
    /** Room in each page keeps an updated row in its own; nothing else moves rows. */
    static final String STILL = " with (fillfactor = 80, autovacuum_enabled = false)";

    final TestBackup backup;
    final Path store;
    Runbook runbook;
    Secrets secrets;
    List<String> warnings = List.of();

    ReusedSystem(Path store) {
        this.store = store;
        this.backup = new TestBackup(store, TestServer.database());
        this.runbook = Reusing.of(backup.runbook);
        this.secrets = backup.secrets;
    }

    /** A table of so many mebibytes, about. */
    void table(String name, int mebibytes) throws Exception {
        backup.execute(
                "create table " + name + " (id int primary key, v text)" + STILL,
                "insert into " + name + " select i, md5(i::text) from generate_series(1, " + mebibytes + " * 12000) i",
                "vacuum " + name);
    }

    Manifest take() {
        return take(SetContent.WHOLE, false);
    }

    Manifest take(SetContent content, boolean full) {
        TakenSet.Taken taken =
                TakenSet.take(runbook, secrets, new ClientTools(Map.of("PATH", "/usr/bin")), content, full);
        warnings = taken.plan().warnings();
        return manifest(taken.set().setId());
    }

    OpenVault open() {
        return OpenVault.of(Vault.of(runbook), secrets);
    }

    Manifest manifest(String set) {
        return new SetReader(open()).authenticate(set).manifest();
    }

    SetSummary summary(Manifest set) {
        return new StoreCatalogue(open())
                .list().stream()
                        .filter(summary -> summary.set().equals(set.set()))
                        .findFirst()
                        .orElseThrow();
    }

    /** Every byte of a set, as a verification reads it. */
    OpenedSet verify(Manifest set) {
        VerifyActivitiesImpl verify = new VerifyActivitiesImpl(secrets, Clock.systemUTC());
        OpenedSet opened = verify.open(new VerifyRequest(Vault.of(runbook), set.set(), 1));
        if (opened.problem() != null) {
            throw new LifeboatException(ErrorCode.SET_CORRUPT, opened.problem());
        }
        PartRange all = new PartRange(Vault.of(runbook), set.set(), opened.manifestSha256(), 0, opened.parts());
        verify.verifyParts(all);
        verify.verifySchema(all);
        return opened;
    }

    void markFailed(Manifest set) {
        new Marks(open())
                .add(new Mark(
                        MarkKind.FAILED,
                        set.set(),
                        summary(set).manifestSha256(),
                        "verify/test",
                        Instant.now(),
                        "a test says so"));
    }

    Path file(Manifest set, PartInfo part) {
        return store.resolve(set.nameOf(part));
    }

    void flip(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
    }

    /** Numbers of the chunks of a table that the set stored itself. */
    static List<Integer> stored(Manifest set, String name) {
        TableInfo table = TestBackup.table(set, "public." + name);
        int[] first = {0};
        return table.chunks().stream()
                .filter(chunk -> {
                    List<PartInfo> parts = table.parts().subList(first[0], first[0] + chunk.parts());
                    first[0] += chunk.parts();
                    return parts.stream().anyMatch(part -> part.set() == null);
                })
                .map(chunk -> chunk.number())
                .toList();
    }

    static List<Integer> all(Manifest set, String name) {
        return IntStream.rangeClosed(
                        1, TestBackup.table(set, "public." + name).chunks().size())
                .boxed()
                .toList();
    }

    /** What a restore would load: the rows, in any order. */
    List<String> rows(Manifest set, String name) {
        return backup.text(set, TestBackup.table(set, "public." + name))
                .lines()
                .sorted()
                .toList();
    }

    /** What the database has now. */
    List<String> rowsNow(String name) throws Exception {
        return backup.single("select string_agg(id || E'\\t' || v, E'\\n') from " + name)
                .lines()
                .sorted()
                .toList();
    }
}
