package dev.lifeboat.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lifeboat.postgres.TestServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SpareConnectionsTest {
    private final String database = TestServer.database();
    private final String role = "sparing_" + database;
    private Connection connection;

    @BeforeEach
    void connect() throws SQLException {
        connection = TestServer.connect(database);
        execute("CREATE ROLE " + role + " LOGIN");
    }

    @AfterEach
    void drop() throws SQLException {
        execute("RESET SESSION AUTHORIZATION");
        execute("DROP ROLE " + role);
        connection.close();
    }

    @Test
    void areHalfOfWhatTheRoleMayHave() throws SQLException {
        assertThat(spareOfRoleWith(9)).isEqualTo(4);
    }

    @Test
    void areHalfOfWhatTheDatabaseMayHave() throws SQLException {
        execute("ALTER DATABASE \"" + database + "\" CONNECTION LIMIT 8");
        assertThat(spare()).as("a superuser is not limited").isGreaterThan(4);
        execute("SET SESSION AUTHORIZATION " + role);
        // One of them is this connection.
        assertThat(spare()).isEqualTo(3);
        try (Connection one = TestServer.connect(database);
                Connection other = TestServer.connect(database)) {
            assertThat(one.isValid(1) && other.isValid(1)).isTrue();
            assertThat(spare()).isEqualTo(2);
        }
    }

    @Test
    void areThoseOfWhoHasLoggedIn() throws SQLException {
        execute("ALTER ROLE " + role + " CONNECTION LIMIT 1");
        execute("SET ROLE " + role);
        assertThat(spare()).isGreaterThan(1);
        execute("RESET ROLE");
    }

    @Test
    void areNeverLessThanOne() throws SQLException {
        assertThat(spareOfRoleWith(0)).isEqualTo(1);
    }

    @Test
    void limitWhatTheRunbookWants() {
        ChunkPage page = new ChunkPage(1, List.of(), null);
        assertThat(page.parallelism(4)).isEqualTo(4);
        assertThat(page.withAtATime(9).parallelism(4)).isEqualTo(4);
        assertThat(page.withAtATime(2).parallelism(4)).isEqualTo(2);
        assertThat(page.withAtATime(0).parallelism(4)).isEqualTo(1);
    }

    private int spareOfRoleWith(int limit) throws SQLException {
        execute("ALTER ROLE " + role + " CONNECTION LIMIT " + limit);
        execute("SET SESSION AUTHORIZATION " + role);
        return spare();
    }

    private int spare() {
        return SpareConnections.of(new SourceCatalog(connection), 4);
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
