package dev.lifeboat.restore;

import java.sql.Connection;
import java.sql.SQLException;

/** A connection in a try block whose closing fails as our errors do. */
public record Closing(Connection connection) implements AutoCloseable {
    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw Sql.failure(e);
        }
    }
}
