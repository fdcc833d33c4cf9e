package dev.lifeboat.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.postgres.TestServer;
import dev.lifeboat.runbook.Audit;
import dev.lifeboat.runbook.Keys;
import dev.lifeboat.runbook.StoreLocation;
import dev.lifeboat.runbook.StoreSettings;
import dev.lifeboat.secret.Secrets;
import dev.lifeboat.set.Vault;
import dev.lifeboat.sweep.FaultyKind;
import dev.lifeboat.sweep.FaultyStore;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditTrailTest {
    private static final Instant NOW = Instant.parse("2026-11-22T03:00:00Z");
    private static final AuditEvent TAKEN = new AuditEvent(
            "backup_taken",
            "backup",
            "low",
            "schedule",
            new TreeMap<>(Map.of("set", "daily/1", "duration_seconds", "42")));
    private static final AuditEvent READ = new AuditEvent(
            "backup_accessed",
            "data_access",
            "medium",
            "8d7f1a56-3a0c-4b1e-9f65-0d1c5a3a2b11",
            new TreeMap<>(Map.of("action", "download")));

    @TempDir
    Path folder;

    @Test
    void writesTheApplicationsRowsAsARoleThatMayOnlyInsert() throws SQLException {
        String database = application("user_id uuid, event_data jsonb");
        AuditTrail trail = trail(database, "Security Events");

        trail.record(TAKEN, NOW);
        trail.record(READ, NOW);

        assertThat(rows(
                        database,
                        "select event_type || '/' || event_category || '/' || severity || '/' || coalesce(user_id::text, '-')"
                                + " || '/' || (event_data->>'user') from \"Security Events\" order by id"))
                .containsExactly(
                        "backup_taken/backup/low/-/schedule",
                        "backup_accessed/data_access/medium/" + READ.user() + "/" + READ.user());
        assertThat(rows(
                        database,
                        "select alert_type || '/' || (event_data->'duration_seconds') || '/' || created_at at time zone 'UTC'"
                                + " from ops.health"))
                .containsExactly("backup_completed/42/2026-11-22 03:00:00");
    }

    @Test
    void fillsATableOfTextColumnsToo() throws SQLException {
        String database = application("user_id text, event_data text");

        trail(database, "Security Events").record(TAKEN, NOW);

        assertThat(rows(database, "select user_id || ' ' || (event_data::json->>'set') from \"Security Events\""))
                .containsExactly("schedule daily/1");
    }

    @Test
    void keepsTheEntryInTheStoreWhenTheApplicationTakesNoRow() throws SQLException {
        String database = application("user_id text, event_data text");

        AuditLink missing = trail(database, "no_such_table").record(TAKEN, NOW);
        AuditLink unreachable = trail("no_such_database", "Security Events").record(TAKEN, NOW);
        AuditLink injected =
                trail(database, "x\" (event_type) values ('forged') --").record(TAKEN, NOW);

        assertThat(List.of(missing.number(), unreachable.number(), injected.number()))
                .containsExactly(1L, 2L, 3L);
        assertThat(rows(database, "select event_type from \"Security Events\"")).isEmpty();
    }

    @Test
    void refusesWhatMustBeWrittenDownAndLetsARestorePass() {
        AuditTrail trail = AuditTrail.of(
                vault(FaultyKind.location(
                        folder,
                        store -> new FaultyStore(store, new FaultyStore.Fault(1, FaultyStore.When.BEFORE, "commit")))),
                new Secrets(Map.of()),
                Audit.DEFAULT);

        assertThatThrownBy(() -> trail.record(TAKEN, NOW)).isInstanceOf(LifeboatException.class);

        AuditTrail again = AuditTrail.of(
                vault(FaultyKind.location(
                        folder,
                        store -> new FaultyStore(store, new FaultyStore.Fault(1, FaultyStore.When.BEFORE, "commit")))),
                new Secrets(Map.of()),
                Audit.DEFAULT);
        assertThat(again.recordOrWarn(TAKEN, NOW)).isFalse();
        assertThat(again.recordOrWarn(TAKEN, NOW)).isTrue();
    }

    @Test
    void theSameLookWithinAnHourIsOneEntry() {
        AuditTrail trail =
                AuditTrail.of(vault(StoreLocation.folder(folder.toString())), new Secrets(Map.of()), Audit.DEFAULT);
        for (int minute = 0; minute < 60; minute += 10) {
            assertThat(trail.looked("list", null, "ann@laptop", NOW.plus(Duration.ofMinutes(minute))))
                    .isTrue();
        }
        assertThat(trail.looked("list", null, "bob@laptop", NOW)).isTrue();
        assertThat(trail.looked("show", "daily/1", "ann@laptop", NOW)).isTrue();
        assertThat(trail.looked("show", "daily/2", "ann@laptop", NOW)).isTrue();
        assertThat(trail.looked("list", null, "ann@laptop", NOW.plus(Duration.ofHours(2))))
                .isTrue();
        assertThat(new AuditLog(vault(StoreLocation.folder(folder.toString())).store(), "shop")
                        .newest(entry -> true, null, 100))
                .extracting(entry -> entry.event().user() + " " + entry.event().data())
                .containsExactly(
                        "ann@laptop {action=list}",
                        "ann@laptop {action=show, backup_date=2, backup_type=daily, set=daily/2}",
                        "ann@laptop {action=show, backup_date=1, backup_type=daily, set=daily/1}",
                        "bob@laptop {action=list}",
                        "ann@laptop {action=list}");
    }

    @Test
    void nobodyIsKeptFromLookingByAStoreThatTakesNoEntry() {
        for (String method : List.of("exists", "list", "commit")) {
            AuditTrail trail = AuditTrail.of(
                    vault(FaultyKind.location(
                            folder.resolve(method),
                            store ->
                                    new FaultyStore(store, new FaultyStore.Fault(1, FaultyStore.When.BEFORE, method)))),
                    new Secrets(Map.of()),
                    Audit.DEFAULT);
            trail.looked("list", null, "ann@laptop", NOW);
            assertThat(trail.looked("list", null, "ann@laptop", NOW)).as(method).isTrue();
        }
    }

    private AuditTrail trail(String database, String events) {
        return AuditTrail.of(
                vault(StoreLocation.folder(folder.toString())),
                new Secrets(Map.of("AUDIT", writer(database))),
                new Audit("env:AUDIT", events, "ops.health", null, "UTC"));
    }

    private static OpenVault vault(StoreLocation location) {
        return OpenVault.of(
                new Vault(
                        "shop",
                        new StoreSettings(location, List.of()),
                        new Keys(List.of(), null, List.of(), null, List.of()),
                        null),
                new Secrets(Map.of()));
    }

    private static String writer(String database) {
        return TestServer.get().url(database).replaceFirst("//[^@]*@", "//audit_writer:only-inserts@");
    }

    private static String application(String columns) throws SQLException {
        String database = TestServer.database();
        try (Connection connection = TestServer.connect(database);
                Statement statement = connection.createStatement()) {
            statement.execute("create table \"Security Events\" (id bigint generated always as identity,"
                    + " event_type text, event_category text, severity varchar(20), " + columns + ")");
            statement.execute("create schema ops");
            statement.execute("create table ops.health (alert_type text, event_data jsonb, created_at timestamptz)");
            statement.execute("do $$ begin if to_regrole('audit_writer') is null then"
                    + " create role audit_writer login password 'only-inserts'; end if; end $$");
            statement.execute("grant usage on schema ops to audit_writer");
            statement.execute("grant insert on \"Security Events\", ops.health to audit_writer");
        }
        return database;
    }

    private static List<String> rows(String database, String query) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Connection connection = TestServer.connect(database);
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(query)) {
            while (result.next()) {
                rows.add(result.getString(1));
            }
        }
        return rows;
    }
}
