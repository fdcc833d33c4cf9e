package dev.lifeboat.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lifeboat.restore.Sql;
import dev.lifeboat.secret.Secrets;
import dev.lifeboat.set.DatabaseRef;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** PostgreSQL's errors quote values; those of rows belong neither into an error nor into a log. */
class QuotedValuesTest {
    private Connection connection;

    @BeforeEach
    void connect() {
        String url = TestServer.get().url(TestServer.database());
        connection = new PostgresConnector(new Secrets(Map.of("URL", url))).connect(DatabaseRef.of("env:URL"));
        Sql.script(
                connection,
                "create table public.users (code text primary key, age int check (age < 200));"
                        + "insert into public.users values ('geheim', 1)");
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select code::int from public.users",
                "select (code || '\"x\"')::int from public.users",
                "select (code || E'\\n')::timestamp from public.users",
                "select ('{' || code)::json from public.users",
                "insert into public.users select * from public.users",
                "insert into public.users values ('geheim2', 300)",
            })
    void leavesThemOut(String statement) {
        assertThatThrownBy(() -> Sql.execute(connection, statement)).satisfies(error -> {
            StringWriter trace = new StringWriter();
            error.printStackTrace(new PrintWriter(trace));
            assertThat(error.getMessage()).doesNotContain("geheim");
            assertThat(trace.toString()).doesNotContain("Detail:");
        });
    }

    @Test
    void namesWhatIsWrongAllTheSame() {
        assertThatThrownBy(() -> Sql.execute(connection, "select code::int from public.users"))
                .hasMessage("invalid input syntax for type integer: \"…\" (22P02)");
        assertThatThrownBy(() -> Sql.execute(connection, "set work_mem to 'much'"))
                .hasMessageContaining("\"work_mem\": \"much\"");
        assertThatThrownBy(() -> Sql.execute(connection, "insert into public.users select * from public.users"))
                .hasMessageContaining("\"users_pkey\"");
    }
}
