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
    private String database;
    private Connection connection;

    @BeforeEach
    void connect() throws SQLException {
        database = TestServer.database();
        connection = TestServer.connect(database);
        execute("CREATE ROLE sparing");
    }

    @AfterEach
    void drop() throws SQLException {
        execute("RESET ROLE");
        execute("DROP ROLE sparing");
        connection.close();
    }

    @Test
    void areHalfOfWhatTheServerHasLeft() throws SQLException {
        int before = spare();
        try (Connection one = TestServer.connect(database);
                Connection two = TestServer.connect(database);
                Connection three = TestServer.connect(database);
                Connection four = TestServer.connect(database)) {
            assertThat(one.isValid(1) && two.isValid(1) && three.isValid(1) && four.isValid(1))
                    .isTrue();
            assertThat(spare()).isLessThan(before).isPositive();
        }
    }

    @Test
    void areHalfOfWhatTheRoleMayHave() throws SQLException {
        execute("ALTER ROLE sparing CONNECTION LIMIT 9");
        execute("SET ROLE sparing");
        assertThat(spare()).isEqualTo(4);
    }

    @Test
    void areHalfOfWhatTheDatabaseMayHave() throws SQLException {
        execute("ALTER DATABASE \"" + database + "\" CONNECTION LIMIT 8");
        assertThat(spare()).as("a superuser is not limited").isGreaterThan(4);
        execute("SET ROLE sparing");
        // One of them is this connection.
        assertThat(spare()).isEqualTo(3);
    }

    @Test
    void areNeverLessThanOne() throws SQLException {
        execute("ALTER ROLE sparing CONNECTION LIMIT 0");
        execute("SET ROLE sparing");
        assertThat(spare()).isEqualTo(1);
    }

    @Test
    void limitWhatTheRunbookWants() {
        ChunkPage page = new ChunkPage(1, List.of(), null);
        assertThat(page.parallelism(4)).isEqualTo(4);
        assertThat(page.atATime(9).parallelism(4)).isEqualTo(4);
        assertThat(page.atATime(2).parallelism(4)).isEqualTo(2);
        assertThat(page.atATime(0).parallelism(4)).isEqualTo(1);
    }

    private int spare() {
        return SpareConnections.of(new SourceCatalog(connection));
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
