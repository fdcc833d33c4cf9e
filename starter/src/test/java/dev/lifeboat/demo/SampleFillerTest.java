package dev.lifeboat.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lifeboat.postgres.TestServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class SampleFillerTest {
    @Test
    void fillsAnEmptyDatabaseOnceAndLeavesItAloneAfterwards() throws SQLException {
        String database = TestServer.database();
        try (Connection connection = TestServer.connect(database)) {
            SampleData.createSchema(connection);
            assertThat(SampleFiller.fillOnce(connection, 500)).isTrue();
        }
        long made = users(database);
        assertThat(made).isPositive();
        try (Connection connection = TestServer.connect(database)) {
            assertThat(SampleFiller.fillOnce(connection, 500)).isFalse();
        }
        assertThat(users(database)).isEqualTo(made);
    }

    private static long users(String database) throws SQLException {
        try (Connection connection = TestServer.connect(database);
                ResultSet count = connection.createStatement().executeQuery("SELECT count(*) FROM public.users")) {
            count.next();
            return count.getLong(1);
        }
    }
}
