package dev.lifeboat.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.lifeboat.anomaly.Alarms;
import dev.lifeboat.anomaly.AnomalyFinding;
import dev.lifeboat.anomaly.Measure;
import dev.lifeboat.archive.AuthenticatedSet;
import dev.lifeboat.archive.Manifest;
import dev.lifeboat.archive.Mark;
import dev.lifeboat.archive.MarkKind;
import dev.lifeboat.archive.Marks;
import dev.lifeboat.archive.SetReader;
import dev.lifeboat.archive.Standing;
import dev.lifeboat.postgres.TestServer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What happens to a database between two sets, and what the second one's alarm says of it. */
@Timeout(120)
class AlarmedSetsTest {
    @TempDir
    Path folder;

    private TestBackup backup;
    private final List<String> sets = new ArrayList<>();

    @BeforeEach
    void takeThreeSets() throws Exception {
        backup = new TestBackup(folder, TestServer.database());
        backup.execute(
                "create table users (id int primary key, name text, mail text)",
                "insert into users select g, 'user number ' || g, 'user' || g || '@example.com'"
                        + " from generate_series(1, 3000) g",
                "create table orders (id int primary key, user_id int, note text)",
                "insert into orders select g, g % 3000, 'a note on an order' from generate_series(1, 5000) g",
                "create table roles (name text)",
                "insert into roles values ('admin'), ('user'), ('guest')");
        for (int i = 0; i < 3; i++) {
            backup.execute("insert into orders select 10000 + g, g, 'new' from generate_series(%d, %d) g"
                    .formatted(i * 100, i * 100 + 99));
            assertThat(next()).isEmpty();
        }
    }

    @Test
    void valuesThatWereEncryptedInPlaceRaiseAnAlarm() throws Exception {
        backup.execute("update users set mail = encode(sha256(convert_to(mail || 'key', 'UTF8')), 'hex')");

        assertThat(next())
                .extracting(AnomalyFinding::table, AnomalyFinding::measure)
                .contains(tuple("public.users", Measure.RATIO));
    }

    @Test
    void halfOfTheRowsRaiseAnAlarmThatPinsTheSetsBefore() throws Exception {
        backup.execute("delete from users where id % 2 = 0");

        assertThat(next())
                .extracting(AnomalyFinding::words)
                .contains("public.users: 1,500 rows, usually 3,000 (limit 2,400)");
        Standing alarmed = standing(sets.get(3));
        assertThat(alarmed.alarms()).hasSize(1);
        for (String older : sets.subList(0, 3)) {
            assertThat(standing(older).pins())
                    .extracting(Mark::runId)
                    .containsExactly(alarmed.alarms().get(0).runId());
        }
    }

    @Test
    void aDroppedTableAndAnEmptiedOneRaiseAnAlarm() throws Exception {
        backup.execute("drop table orders", "truncate roles");

        assertThat(next())
                .extracting(AnomalyFinding::words)
                .contains("public.orders: the table is gone; it had 5,300 rows", "public.roles: no rows, usually 3");
    }

    @Test
    void manyColumnsAtOnceRaiseAnAlarmAndTypesCount() throws Exception {
        backup.execute(
                "alter table users add a int, add b int, add c int",
                "alter table orders alter note type bytea using convert_to(note, 'UTF8')",
                "alter table roles rename to roles2",
                "alter table roles2 rename to roles",
                "alter table users alter mail type varchar(200)");

        assertThat(next())
                .filteredOn(finding -> finding.measure() == Measure.COLUMNS)
                .singleElement()
                .satisfies(finding -> assertThat(finding.words())
                        .contains("5 of 7 columns differ", "orders.note is bytea instead of text"));
    }

    /** Neither rows nor bytes nor compression tell of it. */
    @Test
    void valuesThatKeepTheirLengthRaiseAnAlarmWhereEverythingHasChanged() throws Exception {
        backup.execute("update orders set note = note || '.' where id = 1");
        assertThat(next()).isEmpty();

        backup.execute(
                "update users set name = reverse(name), mail = reverse(mail)",
                "update orders set note = reverse(note)",
                "update roles set name = reverse(name)");

        assertThat(next()).extracting(AnomalyFinding::measure).containsExactly(Measure.CHANGED);
    }

    @Test
    void partitionsThatComeAndGoWithTimeRaiseNone() throws Exception {
        backup.execute(
                "create table log (day int, text text) partition by range (day)",
                "create table log_1 partition of log for values from (1) to (2)",
                "create table log_2 partition of log for values from (2) to (3)",
                "insert into log select 1 + g % 2, 'line ' || g from generate_series(1, 2000) g");
        next();
        backup.execute(
                "drop table log_1",
                "create table log_3 partition of log for values from (3) to (4)",
                "insert into log select 3, 'line ' || g from generate_series(1, 1000) g");
        assertThat(next()).isEmpty();

        backup.execute("drop table log");
        assertThat(next())
                .extracting(AnomalyFinding::words)
                .contains("public.log_2: the table is gone; it had 2,000 rows");
    }

    @Test
    void usualChangesRaiseNone() throws Exception {
        backup.execute(
                "insert into orders select 20000 + g, g, 'a note' from generate_series(1, 800) g",
                "update users set name = name || ' jr.' where id % 20 = 0",
                "delete from orders where id between 1 and 300",
                "delete from roles where name = 'guest'",
                "alter table users add nickname text",
                "create table invoices (id int)",
                "vacuum full users");

        assertThat(next()).isEmpty();
    }

    @Test
    void alarmedSetsAreNoMeasureUntilAPersonHasLooked() throws Exception {
        backup.execute("delete from users where id % 2 = 0");
        assertThat(next()).isNotEmpty();
        assertThat(next()).as("the damage is not usual by being there").isNotEmpty();

        mark(MarkKind.RESOLVED, sets.get(3));
        assertThat(next()).as("what a person found right is").isEmpty();
        assertThat(standing(sets.get(5)).alarms()).isEmpty();
    }

    @Test
    void failedSetsAreNoMeasure() throws Exception {
        for (String set : sets) {
            mark(MarkKind.FAILED, set);
        }
        backup.execute("drop table orders");

        assertThat(next()).isEmpty();
    }

    @Test
    void setsOfAnotherContentAreNotComparedWith() throws Exception {
        backup.execute("delete from users where id % 2 = 0");
        String set = TakenSet.take(backup.runbook, backup.secrets());

        assertThat(new Alarms(backup.open()).of(set)).as("the first on demand").isEmpty();
    }

    /** Takes a set and returns what its alarm says. */
    private List<AnomalyFinding> next() {
        Manifest manifest = backup.backUp("backup/test/" + sets.size());
        sets.add(manifest.set());
        return new Alarms(backup.open())
                .of(manifest.set()).stream()
                        .flatMap(raised -> Objects.requireNonNull(raised.alarm()).findings().stream())
                        .toList();
    }

    private void mark(MarkKind kind, String set) {
        AuthenticatedSet found = new SetReader(backup.open()).authenticate(set);
        new Marks(backup.open()).add(new Mark(kind, set, found.manifestSha256(), "test", Instant.now(), "looked at"));
    }

    private Standing standing(String set) {
        AuthenticatedSet found = new SetReader(backup.open()).authenticate(set);
        return Standing.of(new Marks(backup.open()).of(set, found.manifestSha256(), found.signer()));
    }
}
