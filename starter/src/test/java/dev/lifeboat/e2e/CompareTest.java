package dev.lifeboat.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** {@code lifeboat compare}: equal things are equal, and each kind of difference is named. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class CompareTest {
    @TempDir
    static Path folder;

    private static SampleSystem system;

    @BeforeAll
    static void takeASet() throws Exception {
        system = SampleSystem.create(folder, 1_500);
        system.commands().run("backup", "--mode", "daily", "--engine", "memory").endsWith(0);
    }

    @AfterAll
    static void stop() {
        system.close();
    }

    @Test
    @Order(1)
    void aSetEqualsItselfAndTheDatabaseItWasTakenFrom() throws Exception {
        assertThat(system.commands()
                        .run("compare", "latest", "latest")
                        .endsWith(0)
                        .out())
                .isEqualTo("equal: 17 tables\n");
        assertThat(system.commands()
                        .run("compare", "latest", "env:DATABASE_URL", "--json")
                        .endsWith(0)
                        .out())
                .isEqualTo("{\"type\":\"summary\",\"differences\":0,\"equal\":true,\"tables\":17,\"warnings\":[]}\n");
    }

    @Test
    @Order(2)
    void namesEachDifferenceWithADatabaseAndWithALaterSet() throws Exception {
        system.execute(
                "bookings",
                "UPDATE users SET email = 'changed@example.com' WHERE id = (SELECT min(id) FROM users)",
                "DELETE FROM login_history WHERE id = (SELECT min(id) FROM login_history)",
                "ALTER TABLE calendars ADD COLUMN added int",
                "CREATE INDEX added_index ON calendars (added)",
                "CREATE TABLE new_table (a int)");
        String live = system.commands()
                .run("compare", "latest", "env:DATABASE_URL")
                .endsWith(3)
                .out();
        system.commands()
                .run("backup", "--mode", "weekly", "--engine", "memory")
                .endsWith(0);
        String sets = system.commands()
                .run("compare", "latest:daily", "latest:weekly")
                .endsWith(3)
                .out();
        assertThat(live).isEqualTo(sets);
        assertThat(sets)
                .containsPattern("content +public.users: [0-9a-f]{32} -> [0-9a-f]{32}")
                .containsPattern("rows +public.login_history: [0-9]+ -> [0-9]+")
                .containsPattern("columns +public.calendars: .* -> .*, added")
                .contains("table      public.new_table: none -> 0 rows")
                .contains("definition INDEX public.added_index")
                .contains("    +     added integer")
                .doesNotContain("changed@example.com");
    }

    @Test
    @Order(3)
    void looksAtWhatItIsAskedFor() throws Exception {
        system.commands()
                .run("compare", "latest:daily", "latest:weekly", "--tables", "user_roles")
                .endsWith(0);
        assertThat(system.commands()
                        .run("compare", "latest:daily", "latest:weekly", "--tables", "users,public.calendars", "--json")
                        .endsWith(3)
                        .out())
                .contains("\"tables\":2")
                .doesNotContain("new_table");
        assertThat(system.commands()
                        .run("compare", "latest:daily", "latest:weekly", "--schema-only")
                        .endsWith(3)
                        .out())
                .contains("added_index")
                .doesNotContain("content");
        assertThat(system.commands()
                        .run("compare", "latest:daily", "latest:weekly", "--data-only")
                        .endsWith(3)
                        .out())
                .contains("content")
                .doesNotContain("added_index");
    }

    @Test
    @Order(4)
    void refusesWhatItCannotCompare() throws Exception {
        assertThat(system.commands()
                        .run("compare", "latest", "weekly/1999-W01")
                        .endsWith(10)
                        .err())
                .contains("NO_SUCH_SET");
        assertThat(system.commands()
                        .run("compare", "latest", "postgresql://me:secret@127.0.0.1:1/none")
                        .endsWith(1)
                        .err())
                .contains("SOURCE_UNREACHABLE")
                .doesNotContain("secret");
        assertThat(system.commands()
                        .run("compare", "latest", "latest", "--tables", "users; DROP TABLE users")
                        .endsWith(2)
                        .err())
                .contains("neither side has a table public.users; DROP TABLE users");
        assertThat(system.commands()
                        .run("compare", "latest", "latest", "--schema-only", "--tables", "users")
                        .endsWith(2)
                        .err())
                .contains("--schema-only");
        assertThat(system.commands()
                        .run("compare", "latest", "env:NO_SUCH_NAME")
                        .endsWith(2)
                        .err())
                .contains("NO_SUCH_NAME");
        system.commands().run("compare", "latest").endsWith(2);
    }
}
