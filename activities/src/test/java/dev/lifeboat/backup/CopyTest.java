package dev.lifeboat.backup;

import static dev.lifeboat.error.ErrorCode.STORE_FULL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lifeboat.archive.Manifest;
import dev.lifeboat.archive.TableInfo;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.postgres.TestServer;
import dev.lifeboat.store.FullStore;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class CopyTest {
    @TempDir
    Path store;

    private TestBackup backup;

    @BeforeEach
    void fill() {
        backup = new TestBackup(store, TestServer.database());
    }

    @Test
    void holdsExactlyOneMomentWhileTheApplicationGoesOnWriting() throws Exception {
        backup.execute(
                "create table account (id int primary key, balance bigint not null, pad text)",
                "insert into account select i, 100, repeat('x', 300) from generate_series(1, 20000) i");
        AtomicBoolean stop = new AtomicBoolean();
        AtomicLong transfers = new AtomicLong();
        CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> transfer(stop, transfers));
        try {
            BackupPlan plan = backup.activities.preflight(backup.request(), TestBackup.RUN);
            SealTask seal;
            String balances;
            try (SnapshotActivitiesImpl.Held held = backup.take()) {
                SnapshotTask task =
                        backup.task(plan.setId(), held.announcement().snapshotId());
                balances = held.session()
                        .catalog()
                        .query("select sum(id * balance)::text from public.account", row -> row.getString(1))
                        .get(0);
                seal = backup.sealTask(
                        task, held.announcement(), backup.activities.dumpSchema(task), backup.copyAll(task));
            }
            Manifest manifest = backup.manifest(backup.activities.seal(seal).setId());

            TableInfo account = TestBackup.table(manifest, "public.account");
            assertThat(account.parts().size()).isGreaterThan(4);
            assertThat(account.rows()).isEqualTo(20000);
            long[] sums = backup.text(manifest, account)
                    .lines()
                    .map(line -> line.split("\t", -1))
                    .map(row -> new long[] {Long.parseLong(row[1]), Long.parseLong(row[0]) * Long.parseLong(row[1])})
                    .reduce(new long[2], (a, b) -> new long[] {a[0] + b[0], a[1] + b[1]});
            // Each transfer keeps the first sum; only rows of one moment keep it over all chunks, too.
            assertThat(sums[0]).isEqualTo(2_000_000);
            assertThat(String.valueOf(sums[1])).isEqualTo(balances);
        } finally {
            stop.set(true);
            writer.join();
        }
        assertThat(transfers.get()).isPositive();
    }

    @Test
    void copiesRowsThatRowSecurityHidesFromOthers() throws Exception {
        backup.execute(
                "create table secret (id int)",
                "insert into secret values (1), (2)",
                "alter table secret enable row level security",
                "alter table secret force row level security",
                "create policy none on secret using (false)");

        Manifest manifest = backup.backUp();

        assertThat(backup.text(manifest, TestBackup.table(manifest, "public.secret")))
                .isEqualTo("1\n2\n");
    }

    @Test
    void copiesEachRowOfInheritedAndPartitionedTablesOnce() throws Exception {
        backup.execute(
                "create table parent (id int)",
                "create table child (more int) inherits (parent)",
                "insert into parent values (1)",
                "insert into child values (2, 3)",
                "create table event (at date, v int) partition by range (at)",
                "create table event_2024 partition of event for values from ('2024-01-01') to ('2025-01-01')"
                        + " partition by list (v)",
                "create table event_2024_1 partition of event_2024 for values in (1)",
                "create table event_rest partition of event default",
                "insert into event values ('2024-05-05', 1), ('2030-01-01', 2)");

        Manifest manifest = backup.backUp();

        assertThat(manifest.tables())
                .extracting(TableInfo::qualifiedName)
                .containsExactly("public.child", "public.event_2024_1", "public.event_rest", "public.parent");
        assertThat(backup.text(manifest, TestBackup.table(manifest, "public.parent")))
                .isEqualTo("1\n");
        assertThat(backup.text(manifest, TestBackup.table(manifest, "public.child")))
                .isEqualTo("2\t3\n");
        TableInfo leaf = TestBackup.table(manifest, "public.event_2024_1");
        assertThat(backup.text(manifest, leaf)).isEqualTo("2024-05-05\t1\n");
        assertThat(String.valueOf(leaf.root())).isEqualTo(backup.single("select 'event'::regclass::oid"));
    }

    @Test
    void leavesDroppedAndGeneratedColumnsOutAndIdentityColumnsIn() throws Exception {
        backup.execute(
                "create table t (id int generated always as identity, gone text, price numeric,"
                        + " double numeric generated always as (price * 2) stored)",
                "alter table t drop column gone",
                "insert into t (price) values (1.50)",
                "create table only_generated (one int generated always as (1) stored)",
                "insert into only_generated default values",
                "create table no_columns ()",
                "insert into no_columns default values",
                "insert into no_columns default values",
                "create table empty (id int)");

        Manifest manifest = backup.backUp();

        TableInfo table = TestBackup.table(manifest, "public.t");
        assertThat(table.columns()).containsExactly("id", "price");
        assertThat(backup.text(manifest, table)).isEqualTo("1\t1.50\n");
        assertThat(TestBackup.table(manifest, "public.only_generated").rows()).isEqualTo(1);
        assertThat(TestBackup.table(manifest, "public.no_columns").rows()).isEqualTo(2);
        assertThat(TestBackup.table(manifest, "public.empty").parts()).isEmpty();
    }

    @Test
    void leavesTheWorkingSchemaOfARestoreOut() throws Exception {
        backup.execute("create schema _lifeboat_restore create table ledger (a int)", "create table kept (a int)");

        Manifest manifest = backup.backUp();

        assertThat(manifest.tables()).extracting(TableInfo::qualifiedName).containsExactly("public.kept");
        assertThat(manifest.entries()).noneMatch(entry -> entry.label().contains("_lifeboat_restore"));
    }

    @Test
    void readsSequencesWithTheirOwners() throws Exception {
        backup.execute(
                "create table t (id bigserial, other int generated by default as identity (increment by 5))",
                "create sequence \"free Sequence\" start 7",
                "select nextval('t_id_seq'), nextval('t_id_seq')");

        Manifest manifest = backup.backUp();

        assertThat(manifest.sequences())
                .extracting(sequence -> sequence.name() + " " + sequence.lastValue() + " " + sequence.called() + " "
                        + sequence.increment() + " " + sequence.ownerColumn() + " "
                        + (sequence.ownerTable() == 0 ? "-" : "owned"))
                .containsExactly(
                        "free Sequence 7 false 1 null -",
                        "t_id_seq 2 true 1 id owned",
                        "t_other_seq 1 false 5 other owned");
    }

    @Test
    void stopsWhenTheStoreIsFullAndLeavesNothingOpen() throws Exception {
        backup.execute(
                "create table big as select i, md5(i::text) || md5((i * 7)::text) pad from generate_series(1, 20000) i");
        FullStore full = new FullStore(300_000);
        try (SnapshotActivitiesImpl.Held held = backup.take()) {
            SnapshotTask task = backup.task("daily/x", held.announcement().snapshotId());
            ChunkGroup group =
                    backup.activities.planChunks(task, 1, null).groups().get(0);

            assertThatThrownBy(() -> new ChunkCopy(backup.connector)
                            .copy(task, group, full, backup.open().sealer(), EarlierChunks.NONE, 1))
                    .isInstanceOfSatisfying(
                            LifeboatException.class, e -> assertThat(e.code()).isEqualTo(STORE_FULL));
        }
        full.checkNothingIsOpen();
        assertThat(backup.single("select count(*) from pg_stat_activity where application_name = 'lifeboat'"
                        + " and datname = current_database() and state = 'active'"))
                .isEqualTo("0");
    }

    @Test
    void aRepeatedTryWritesOtherObjects() {
        SnapshotTask task = backup.task("daily/x", "1");
        TableChunk chunk = new TableChunk(1, "public", "Odd/..name\n", 3, null, null, 0);

        assertThat(ChunkCopy.objectName(task, chunk, 1)).isEqualTo("data/public.Odd%2F%2E%2Ename%0A/00003");
        assertThat(ChunkCopy.objectName(task, chunk, 2)).isEqualTo("data/public.Odd%2F%2E%2Ename%0A/00003.t2");
        TableChunk longest = new TableChunk(77, "\u00e4".repeat(63), "\u00f6".repeat(63), 1, null, null, 0);
        assertThat(ChunkCopy.objectName(task, longest, 1)).hasSizeLessThan(255).endsWith(".77/00001");
    }

    private void transfer(AtomicBoolean stop, AtomicLong transfers) {
        try (Connection connection = TestServer.connect(backup.database);
                Statement statement = connection.createStatement()) {
            for (long i = 0; !stop.get(); i++) {
                long from = 1 + i * 7919 % 20000;
                long to = 1 + (i * 104729 + 5) % 20000;
                statement.execute("begin; update account set balance = balance - 1 where id = " + from
                        + "; update account set balance = balance + 1 where id = " + to + "; commit");
                transfers.incrementAndGet();
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
