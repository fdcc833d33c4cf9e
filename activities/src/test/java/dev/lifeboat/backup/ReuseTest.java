package dev.lifeboat.backup;

import static dev.lifeboat.backup.ReusedSystem.all;
import static dev.lifeboat.backup.ReusedSystem.stored;
import static dev.lifeboat.backup.TestBackup.table;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lifeboat.archive.Manifest;
import dev.lifeboat.archive.ManifestJson;
import dev.lifeboat.archive.PartInfo;
import dev.lifeboat.archive.TableInfo;
import dev.lifeboat.keys.KeyAlgorithm;
import dev.lifeboat.keys.KeyFiles;
import dev.lifeboat.postgres.TestServer;
import dev.lifeboat.runbook.Compression;
import dev.lifeboat.runbook.Keys;
import dev.lifeboat.secret.Secrets;
import dev.lifeboat.set.Form;
import dev.lifeboat.set.SetContent;
import dev.lifeboat.verify.OpenedSet;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Which chunks a set stores, and which it takes from the set before. */
@Timeout(120)
class ReuseTest {
    @TempDir
    Path folder;

    private ReusedSystem system;
    private Manifest first;

    @BeforeEach
    void takeTheFirstSet() throws Exception {
        system = new ReusedSystem(folder.resolve("store"));
        system.table("t", 4);
        first = system.take();
        assertThat(stored(first, "t")).isEqualTo(all(first, "t")).hasSizeBetween(3, 6);
        assertThat(first.reusedBytes()).isZero();
    }

    @Test
    void storesNothingOfWhatHasNotChangedAndReadsAllOfIt() throws Exception {
        Manifest second = system.take();
        Manifest third = system.take();

        for (Manifest set : List.of(second, third)) {
            assertThat(stored(set, "t")).isEmpty();
            // The set that stored them, not the one between: there are no chains.
            assertThat(set.needs()).containsExactly(first.set());
            assertThat(set.reusedBytes())
                    .isEqualTo(first.parts().mapToLong(PartInfo::storedBytes).sum());
            assertThat(set.storedBytes()).isLessThan(set.reusedBytes() / 10);
            assertThat(table(set, "public.t").hash())
                    .isEqualTo(table(first, "public.t").hash());
            assertThat(system.rows(set, "t")).isEqualTo(system.rowsNow("t"));
            OpenedSet verified = system.verify(set);
            assertThat(verified.reusedParts()).isEqualTo(verified.parts()).isPositive();
            assertThat(verified.reusedBytes()).isEqualTo(set.reusedBytes());
        }
    }

    @Test
    void storesOnlyTheChunkOfAnUpdatedADeletedOrAnInsertedRow() throws Exception {
        int last = all(first, "t").size();

        system.backup.execute("update t set v = 'new' where id = 100");
        Manifest updated = system.take();
        assertThat(stored(updated, "t")).containsExactly(1);

        system.backup.execute("delete from t where ctid = (select max(ctid) from t where ctid < '(250,0)')");
        Manifest deleted = system.take();
        assertThat(stored(deleted, "t")).containsExactly(2);
        assertThat(deleted.needs()).containsExactly(first.set(), updated.set());

        system.backup.execute("insert into t values (-1, 'new')");
        Manifest inserted = system.take();
        assertThat(stored(inserted, "t")).containsExactly(last);

        assertThat(system.rows(inserted, "t")).isEqualTo(system.rowsNow("t"));
        system.verify(inserted);
    }

    /** The content hash does not depend on the order of rows; whoever finds other rows of the same sum finds no such text. */
    @Test
    void storesAChunkWhoseRowsHaveTheSameSumInAnotherOrder() throws Exception {
        system.backup.execute("update t set v = v where id = 100");

        Manifest second = system.take();

        TableInfo before = table(first, "public.t");
        TableInfo after = table(second, "public.t");
        assertThat(after.hash()).isEqualTo(before.hash());
        assertThat(after.rows()).isEqualTo(before.rows());
        assertThat(after.chunks().get(0).textSha256())
                .isNotEqualTo(before.chunks().get(0).textSha256());
        assertThat(stored(second, "t")).containsExactly(1);
        assertThat(system.rows(second, "t")).isEqualTo(system.rowsNow("t"));
    }

    @Test
    void storesEverythingWhereTheColumnsHaveChanged() throws Exception {
        system.backup.execute("alter table t add column more int");
        Manifest second = system.take();
        assertThat(stored(second, "t")).isEqualTo(all(second, "t"));

        system.backup.execute("alter table t drop column more", "alter table t rename column v to w");
        Manifest third = system.take();
        assertThat(stored(third, "t")).isEqualTo(all(third, "t"));
    }

    @Test
    void storesEverythingForOtherRecipientsAndInAnotherCompression() {
        Path more = folder.resolve("more");
        KeyFiles.generate(more, KeyAlgorithm.CURVE25519, "more", null);
        Keys own = system.runbook.keys();
        String other = more.resolve("backup.pub.asc").toString();
        Keys both =
                new Keys(List.of(own.recipients().get(0), other), own.signing(), own.privateKeys(), null, List.of());

        system.runbook = Reusing.with(system.runbook, system.runbook.archive(), both);
        Manifest added = system.take();
        assertThat(added.needs()).isEmpty();
        assertThat(added.recipients()).hasSize(2);

        // Whose key was taken out must not read what is taken from now on: the newest set of these keys is the first.
        system.runbook = Reusing.with(system.runbook, system.runbook.archive(), own);
        assertThat(system.take().needs()).containsExactly(first.set());

        system.runbook = Reusing.with(system.runbook, Reusing.archive(Compression.GZIP), own);
        assertThat(system.take().needs()).isEmpty();
        assertThat(system.take().needs()).hasSize(1).doesNotContain(first.set());
    }

    /** A copy of the database has the same tables with the same OIDs and rows, on the same server. */
    @Test
    void storesEverythingOfAnotherDatabase() throws Exception {
        String copy = TestServer.database();
        TestBackup.single(
                "postgres",
                "select pg_terminate_backend(pid) from pg_stat_activity where datname = '" + system.backup.database
                        + "'");
        try (var connection = TestServer.connect("postgres");
                var statement = connection.createStatement()) {
            statement.execute("drop database " + copy);
            statement.execute("create database " + copy + " template " + system.backup.database);
        }
        system.secrets = new Secrets(Map.of("SOURCE", TestServer.get().url(copy)));

        assertThat(system.take().needs()).isEmpty();
    }

    @Test
    void storesEverythingWhereItIsTold() {
        Manifest full = system.take(SetContent.WHOLE, true);
        assertThat(full.needs()).isEmpty();
        assertThat(system.warnings).isEmpty();

        assertThat(system.take().needs()).containsExactly(full.set());
    }

    @Test
    void storesTheGrownEndOfATableAndFollowsItWhenItShrinks() throws Exception {
        int chunks = all(first, "t").size();
        system.backup.execute("insert into t select i, md5(i::text) from generate_series(100000, 130000) i");
        Manifest grown = system.take();
        assertThat(all(grown, "t")).hasSizeGreaterThan(chunks + 1);
        assertThat(stored(grown, "t")).doesNotContain(1, chunks - 1).contains(chunks, chunks + 1);
        assertThat(system.rows(grown, "t")).isEqualTo(system.rowsNow("t"));

        system.backup.execute("delete from t where id > 20000", "vacuum (truncate) t");
        Manifest shrunk = system.take();
        assertThat(all(shrunk, "t")).hasSizeLessThan(chunks);
        assertThat(stored(shrunk, "t")).containsExactly(all(shrunk, "t").size());
        assertThat(system.rows(shrunk, "t")).isEqualTo(system.rowsNow("t"));

        system.backup.execute("delete from t", "vacuum (truncate) t");
        Manifest empty = system.take();
        assertThat(table(empty, "public.t").parts()).isEmpty();
        system.verify(empty);
        system.backup.execute("insert into t values (1, 'again')");
        assertThat(system.rows(system.take(), "t")).isEqualTo(system.rowsNow("t"));
    }

    @Test
    void storesATableThatWasMadeAnewUnderItsOldName() throws Exception {
        system.backup.execute("alter table t rename to old");
        system.table("t", 4);

        Manifest second = system.take();

        assertThat(stored(second, "old")).isEmpty();
        assertThat(stored(second, "t")).isEqualTo(all(second, "t"));
        assertThat(system.rows(second, "old")).isEqualTo(system.rows(second, "t"));
        system.verify(second);
    }

    @Test
    void storesTheChangedPartitionAlone() throws Exception {
        system.backup.execute(
                "create table p (id int, v text) partition by range (id)",
                "create table p1 partition of p for values from (0) to (1000)" + ReusedSystem.STILL,
                "create table p2 partition of p for values from (1000) to (2000)" + ReusedSystem.STILL,
                "insert into p select i, md5(i::text) from generate_series(0, 1999) i");
        system.take();
        system.backup.execute("update p set v = '' where id = 1500");

        Manifest changed = system.take();

        assertThat(stored(changed, "p1")).isEmpty();
        assertThat(stored(changed, "p2")).containsExactly(1);
        assertThat(system.rows(changed, "p2")).isEqualTo(system.rowsNow("p2"));
    }

    @Test
    void comparesASetOfSomeTablesWithOneOfAllAndNotTheOtherWayRound() throws Exception {
        system.backup.execute("create table u as select 1 id, 'x' v");
        SetContent some = SetContent.of(Form.ARCHIVE, List.of("t"));
        Manifest part = system.take(some, false);
        assertThat(part.needs()).containsExactly(first.set());

        Manifest whole = system.take();
        assertThat(whole.needs()).containsExactly(first.set());
        assertThat(stored(whole, "u")).containsExactly(1);

        TreeMap<String, String> where = new TreeMap<>(Map.of("public.t", "id % 2 = 0"));
        SetContent half = new SetContent(Form.ARCHIVE, true, true, List.of(), where);
        Manifest halves = system.take(half, false);
        assertThat(stored(halves, "t")).isEqualTo(all(halves, "t"));
        assertThat(stored(system.take(half, false), "t")).isEmpty();
    }

    @Test
    void storesOtherFormsWholeAndWritesNothingNewIntoSetsWithoutReuse() {
        Manifest json = system.take(SetContent.of(Form.JSON, List.of()), false);
        Manifest sql = system.take(SetContent.of(Form.SQL, List.of()), false);
        system.runbook = system.backup.runbook;
        Manifest plain = system.take();

        for (Manifest set : List.of(json, sql, plain)) {
            assertThat(set.needs()).isEmpty();
            assertThat(new String(ManifestJson.write(set), StandardCharsets.UTF_8))
                    .doesNotContain("\"chunks\"", "\"textSha256\"", "      \"set\"");
        }
    }
}
