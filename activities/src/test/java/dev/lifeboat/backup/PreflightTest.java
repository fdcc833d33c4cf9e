package dev.lifeboat.backup;

import static dev.lifeboat.error.ErrorCode.KEY_UNUSABLE;
import static dev.lifeboat.error.ErrorCode.PRIVILEGE_MISSING;
import static dev.lifeboat.error.ErrorCode.SOURCE_UNREACHABLE;
import static dev.lifeboat.error.ErrorCode.TOOL_MISSING;
import static dev.lifeboat.error.ErrorCode.TOOL_TOO_OLD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.postgres.ClientTools;
import dev.lifeboat.postgres.TestServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class PreflightTest {
    private static final String READER = "reader";

    @TempDir
    Path folder;

    private Path store;
    private TestBackup backup;

    @BeforeEach
    void fill() throws Exception {
        store = folder.resolve("store");
        backup = new TestBackup(store, TestServer.database());
        backup.execute(
                "do $$ begin if not exists (select from pg_roles where rolname = '" + READER + "') then create role "
                        + READER + " login password 'secret'; end if; end $$",
                "create table users (id int generated always as identity, email text)",
                "insert into users (email) values ('a@example.com')");
    }

    @Test
    void claimsAFolderOnceForEachRun() {
        BackupPlan plan = backup.activities.preflight(backup.request(), TestBackup.RUN);

        assertThat(plan.setId()).startsWith("daily/");
        assertThat(plan.serverVersion()).startsWith("15");
        assertThat(plan.databaseBytes()).isPositive();
        assertThat(backup.activities.preflight(backup.request(), TestBackup.RUN).setId())
                .isEqualTo(plan.setId());
        assertThat(backup.activities
                        .preflight(backup.request(), "backup/test/other")
                        .setId())
                .isEqualTo(plan.setId() + ".2");
    }

    @Test
    void refusesARoleThatMayNotReadATable() throws Exception {
        backup.execute("grant select on sequence users_id_seq to " + READER);

        refused(reader(), PRIVILEGE_MISSING)
                .hasMessageContaining("public.users")
                .hasMessageContaining("SELECT");
    }

    @Test
    void refusesARoleThatMayNotReadASequence() throws Exception {
        backup.execute("grant select on users to " + READER);

        refused(reader(), PRIVILEGE_MISSING).hasMessageContaining("public.users_id_seq");
    }

    @Test
    void refusesARoleThatMayNotUseASchema() throws Exception {
        backup.execute(
                "create schema hidden create table t (a int)",
                "grant select on all tables in schema public, hidden to " + READER,
                "grant select on sequence users_id_seq to " + READER);

        refused(reader(), PRIVILEGE_MISSING).hasMessageContaining("hidden.t");
    }

    @Test
    void refusesARoleFromWhichRowSecurityHidesRows() throws Exception {
        backup.execute(
                "grant select on all tables in schema public to " + READER,
                "grant select on all sequences in schema public to " + READER,
                "alter table users enable row level security",
                "create policy own on users using (email = current_user)");

        refused(reader(), PRIVILEGE_MISSING)
                .hasMessageContaining("public.users")
                .hasMessageContaining("BYPASSRLS");
    }

    @Test
    void refusesAnOwnerUponWhomRowSecurityIsForced() throws Exception {
        backup.execute(
                "alter table users owner to " + READER,
                "alter table users enable row level security",
                "alter table users force row level security");

        refused(reader(), PRIVILEGE_MISSING).hasMessageContaining("public.users");
    }

    @Test
    void isContentWithARoleThatCanReadEverything() throws Exception {
        backup.execute("alter table users owner to " + READER);

        assertThat(reader().activities
                        .preflight(backup.request(), TestBackup.RUN)
                        .setId())
                .startsWith("daily/");
    }

    @Test
    void refusesARoleThatCannotReadLargeObjects() throws Exception {
        backup.execute("alter table users owner to " + READER, "select lo_from_bytea(0, 'x')");

        refused(reader(), PRIVILEGE_MISSING).hasMessageContaining("pg_catalog.pg_largeobject");
    }

    @Test
    void refusesAPgDumpThatIsOlderThanTheServer() throws Exception {
        Path tools = Files.createDirectories(folder.resolve("tools"));
        for (String name : List.of("pg_dump", "pg_restore")) {
            Files.writeString(tools.resolve(name), "#!/bin/sh\necho '" + name + " (PostgreSQL) 13.9'\n");
            Files.setPosixFilePermissions(tools.resolve(name), PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        String url = TestServer.get().url(backup.database);

        refused(new TestBackup(store, backup.database, url, new ClientTools(List.of(tools))), TOOL_TOO_OLD)
                .hasMessageContaining("pg_dump 13.9");
        refused(new TestBackup(store, backup.database, url, new ClientTools(List.of(store))), TOOL_MISSING)
                .hasMessageContaining("postgresql-client-15");
    }

    @Test
    void saysWhichDatabaseItCannotReachAndNotItsPassword() {
        String url = TestServer.get().url("nowhere");

        refused(new TestBackup(store, "nowhere", url, new ClientTools(System.getenv())), SOURCE_UNREACHABLE)
                .hasMessageContaining("/nowhere")
                .hasMessageNotContaining(url.replaceAll(".*postgres:(.*)@.*", "$1"));
    }

    @Test
    void looksAtTheKeysBeforeTheSource() throws Exception {
        Path keys = TestServer.folder().resolve("keys");
        Path elsewhere = TestServer.folder().resolve("keys-elsewhere");
        Files.move(keys, elsewhere);
        try {
            refused(backup, KEY_UNUSABLE, ErrorCode.SECRET_MISSING);
        } finally {
            Files.move(elsewhere, keys);
        }
    }

    @Test
    void leavesTheSourceAsItWas() throws Exception {
        String before = backup.single("select sum(n_tup_ins + n_tup_upd + n_tup_del) from pg_stat_user_tables");

        backup.activities.preflight(backup.request(), TestBackup.RUN);

        assertThat(backup.single("select sum(n_tup_ins + n_tup_upd + n_tup_del) from pg_stat_user_tables"))
                .isEqualTo(before);
    }

    private TestBackup reader() {
        String url = TestServer.get().url(backup.database).replaceFirst("//.*@", "//" + READER + ":secret@");
        return new TestBackup(store, backup.database, url, new ClientTools(System.getenv()));
    }

    /** Refused, and nothing was written into the store. */
    private AbstractThrowableAssert<?, ? extends Throwable> refused(TestBackup backup, ErrorCode... codes) {
        AbstractThrowableAssert<?, ? extends Throwable> failure =
                assertThatThrownBy(() -> backup.activities.preflight(backup.request(), TestBackup.RUN));
        failure.isInstanceOfSatisfying(
                LifeboatException.class,
                e -> assertThat(List.of(codes)).as(e.getMessage()).contains(e.code()));
        assertThat(backup.open().store().list("")).isEmpty();
        return failure;
    }
}
