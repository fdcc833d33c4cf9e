package dev.lifeboat.backup;

import static dev.lifeboat.error.ErrorCode.BACKUP_YIELDED;
import static dev.lifeboat.error.ErrorCode.LOCK_NOT_AVAILABLE;
import static dev.lifeboat.error.ErrorCode.SNAPSHOT_LOST;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lifeboat.activity.Heartbeat;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.postgres.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class HoldTest {
    @TempDir
    Path store;

    private TestBackup backup;

    @BeforeEach
    void fill() throws Exception {
        backup = new TestBackup(store, TestServer.database());
        backup.execute(
                "create table a (id int primary key, v text)",
                "insert into a select i, 'v' || i from generate_series(1, 1000) i",
                "create table \"odd \"\"name\"\"\n\u00e4\" (id int)",
                "insert into \"odd \"\"name\"\"\n\u00e4\" values (1)");
    }

    @Test
    void waitsForATruncateWithoutHoldingALockAndThenSeesItsEffect() throws Exception {
        try (Connection migration = TestServer.connect(backup.database);
                Statement statement = migration.createStatement()) {
            statement.execute("begin");
            statement.execute("truncate a");
            long refused = refusedLocks();
            CompletableFuture<SnapshotActivitiesImpl.Held> holder = CompletableFuture.supplyAsync(backup::take);

            await(() -> refusedLocks() > refused);
            assertThat(holder).isNotDone();
            // The other table can be changed at once: nothing waits behind a backup that is itself waiting.
            statement.execute("alter table \"odd \"\"name\"\"\n\u00e4\" add column more int");
            statement.execute("commit");

            try (SnapshotActivitiesImpl.Held held = holder.get(30, TimeUnit.SECONDS)) {
                SnapshotTask task = backup.task("x", held.announcement().snapshotId());
                assertThat(rows(task, "a")).isZero();
                assertThat(held.announcement().tables()).isEqualTo(2);
            }
        }
    }

    @Test
    void endsQuietlyWhenItIsReleasedBeforeItHeldAnything() throws Exception {
        try (Connection migration = TestServer.connect(backup.database);
                Statement statement = migration.createStatement()) {
            statement.execute("begin");
            statement.execute("lock table a in access exclusive mode");
            CountDownLatch released = new CountDownLatch(1);
            long refused = refusedLocks();
            CompletableFuture<SnapshotActivitiesImpl.Held> holder =
                    CompletableFuture.supplyAsync(() -> backup.holders.take(backup.hold(1, null), released));
            await(() -> refusedLocks() > refused);

            released.countDown();

            assertThat(holder.get(10, TimeUnit.SECONDS)).isNull();
        }
    }

    @Test
    void keepsATruncateAwayUntilItIsReleased() throws Exception {
        try (Connection migration = TestServer.connect(backup.database);
                Statement statement = migration.createStatement()) {
            statement.execute("set lock_timeout = '200ms'");
            try (SnapshotActivitiesImpl.Held held = backup.take()) {
                assertThatThrownBy(() -> statement.execute("truncate a")).hasMessageContaining("lock timeout");
                assertThat(held.announcement().lsn()).contains("/");
            }
            await(() -> {
                statement.execute("truncate a");
                return true;
            });
        }
    }

    @Test
    void theSecondHoldersSnapshotOutlivesTheFirst() throws Exception {
        try (SnapshotActivitiesImpl.Held first = backup.take();
                SnapshotActivitiesImpl.Held second =
                        backup.holders.take(backup.hold(2, first.announcement().snapshotId()), new CountDownLatch(1))) {
            backup.execute("insert into a values (5000, 'later')");
            kill(first.session());

            SnapshotTask task = backup.task(
                    "x",
                    first.announcement().snapshotId(),
                    second.announcement().snapshotId());

            assertThat(rows(task, "a")).isEqualTo(1000);
        }
    }

    @Test
    void nothingIsReadWhenBothHoldersAreGone() throws Exception {
        SnapshotTask task;
        TableChunk chunk;
        try (SnapshotActivitiesImpl.Held held = backup.take()) {
            task = backup.task("x", held.announcement().snapshotId());
            chunk = chunk(task, "a");
        }

        fails(SNAPSHOT_LOST, () -> backup.activities.copyChunks(task, new ChunkGroup(List.of(chunk))));
        fails(SNAPSHOT_LOST, () -> backup.activities.dumpSchema(task));
        fails(
                SNAPSHOT_LOST,
                () -> backup.holders.take(backup.hold(2, task.snapshotIds().get(0)), new CountDownLatch(1)));
    }

    /** The reader has its snapshot, but no lock yet, when the holder dies: then nothing keeps a TRUNCATE away. */
    @Test
    void aReaderNoticesATableThatWasEmptiedBeforeItGotItsLock() throws Exception {
        SnapshotActivitiesImpl.Held held = backup.take();
        SnapshotTask task = backup.task("x", held.announcement().snapshotId());
        TableChunk chunk = chunk(task, "a");
        try (SourceSession session = SourceSession.under(backup.connector, "env:SOURCE", task.snapshotIds())) {
            kill(held.session());
            await(() -> {
                backup.execute("set lock_timeout = '1s'; truncate a");
                return true;
            });

            assertThat(session.catalog().lockNow(List.of("public.a"))).isTrue();
            assertThat(session.catalog().columnsOfLocked("public.a", chunk.tableOid()))
                    .isEmpty();
            assertThat(session.catalog().changedSinceSnapshot()).containsExactly("public.a");
        }
        held.close();
    }

    @Test
    void aReaderNoticesAnotherTableUnderTheSameName() throws Exception {
        try (SnapshotActivitiesImpl.Held held = backup.take()) {
            SnapshotTask task = backup.task("x", held.announcement().snapshotId());
            TableChunk real = chunk(task, "a");
            TableChunk other = new TableChunk(real.tableOid() + 1, "public", "a", 1, null, null, 0);

            fails(SNAPSHOT_LOST, () -> backup.activities.copyChunks(task, new ChunkGroup(List.of(other))));
        }
    }

    @Test
    void aReaderDoesNotQueueBehindASchemaChange() throws Exception {
        try (SnapshotActivitiesImpl.Held held = backup.take();
                Connection migration = TestServer.connect(backup.database);
                Statement statement = migration.createStatement()) {
            SnapshotTask task = backup.task("x", held.announcement().snapshotId());
            TableChunk chunk = chunk(task, "a");
            CompletableFuture<Void> change = alterInBackground(statement);
            await(this::someoneWaits);

            fails(LOCK_NOT_AVAILABLE, () -> backup.activities.copyChunks(task, new ChunkGroup(List.of(chunk))));

            held.session().close();
            change.get(30, TimeUnit.SECONDS);
        }
    }

    @Test
    void givesWayToASessionThatWaitsBehindItsLocks() throws Exception {
        try (Connection migration = TestServer.connect(backup.database);
                Statement statement = migration.createStatement()) {
            CompletableFuture<Void> change;
            try (SnapshotActivitiesImpl.Held held = backup.take()) {
                change = alterInBackground(statement);
                fails(
                        BACKUP_YIELDED,
                        () -> SnapshotActivitiesImpl.watch(
                                held.session(), Duration.ofSeconds(1), new CountDownLatch(1), Heartbeat.none()));
            }
            change.get(30, TimeUnit.SECONDS);
        }
        assertThat(backup.single("select count(*) from pg_attribute where attname = 'added'"))
                .isEqualTo("1");
    }

    @Test
    void keepsHoldingWhileNobodyWaits() throws Exception {
        try (SnapshotActivitiesImpl.Held held = backup.take()) {
            CountDownLatch released = new CountDownLatch(1);
            CompletableFuture<Void> watching = CompletableFuture.runAsync(() ->
                    SnapshotActivitiesImpl.watch(held.session(), Duration.ofMillis(1), released, Heartbeat.none()));
            // Writers do not wait behind the holder's locks.
            backup.execute("update a set v = 'x'", "delete from a where id < 10", "vacuum a");
            assertThat(watching).isNotDone();

            released.countDown();

            watching.get(10, TimeUnit.SECONDS);
            assertThat(rows(backup.task("x", held.announcement().snapshotId()), "a"))
                    .isEqualTo(1000);
        }
    }

    @Test
    void saysThatTheSnapshotIsLostWhenItsConnectionDies() throws Exception {
        try (SnapshotActivitiesImpl.Held held = backup.take()) {
            kill(held.session());

            fails(
                    SNAPSHOT_LOST,
                    () -> SnapshotActivitiesImpl.watch(
                            held.session(), Duration.ofSeconds(1), new CountDownLatch(1), Heartbeat.none()));
        }
    }

    private long rows(SnapshotTask task, String table) {
        return backup.activities.copyChunks(task, new ChunkGroup(List.of(chunk(task, table)))).parts().stream()
                .mapToLong(StoredPart::rows)
                .sum();
    }

    private TableChunk chunk(SnapshotTask task, String table) {
        return backup.activities.planChunks(task, 1, null).allChunks().stream()
                .filter(chunk -> chunk.table().equals(table))
                .findFirst()
                .orElseThrow();
    }

    private static CompletableFuture<Void> alterInBackground(Statement statement) {
        return CompletableFuture.runAsync(() -> {
            try {
                statement.execute("alter table a add column added int");
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private boolean someoneWaits() throws Exception {
        return backup.single("select 1 from pg_locks where not granted limit 1") != null;
    }

    /** The server's log tells of each lock that was not granted at once. */
    private static long refusedLocks() throws IOException {
        try (Stream<String> lines = Files.lines(TestServer.folder().resolve("server/server.log"))) {
            return lines.filter(line -> line.contains("could not obtain lock on relation"))
                    .count();
        }
    }

    private void kill(SourceSession session) throws Exception {
        backup.execute("select pg_terminate_backend("
                + session.connection().unwrap(org.postgresql.PGConnection.class).getBackendPID() + ", 5000)");
    }

    private static void fails(ErrorCode code, ThrowingCallable work) {
        assertThatThrownBy(work).isInstanceOfSatisfying(LifeboatException.class, e -> assertThat(e.code())
                .as(e.getMessage())
                .isEqualTo(code));
    }

    private static void await(Callable<Boolean> condition) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        Exception last = null;
        while (System.nanoTime() < deadline) {
            try {
                if (condition.call()) {
                    return;
                }
            } catch (SQLException e) {
                last = e;
            }
            Thread.onSpinWait();
        }
        throw new AssertionError("not within 20 s", last);
    }
}
