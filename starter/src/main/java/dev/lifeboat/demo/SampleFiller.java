package dev.lifeboat.demo;

import static dev.lifeboat.error.ErrorCode.SOURCE_UNREACHABLE;

import dev.lifeboat.postgres.PostgresConnector;
import dev.lifeboat.secret.Secrets;
import dev.lifeboat.set.DatabaseRef;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Fills the compose file's source database once: its tables exist already, and rows in them are left alone. */
public final class SampleFiller {
    private SampleFiller() {}

    /** {@code SampleFiller ROWS}, with the database in the environment variable DATABASE_URL. */
    public static void main(String[] arguments) throws SQLException {
        long rows = arguments.length == 0 ? 200_000 : Long.parseLong(arguments[0]);
        try (Connection connection = new PostgresConnector(Secrets.ofProcess())
                .connect(DatabaseRef.of("env:DATABASE_URL"), SOURCE_UNREACHABLE)) {
            System.err.println(fillOnce(connection, rows) ? "sample rows made" : "there are rows already");
        }
    }

    /** All rows or none; returns whether it made any. */
    static boolean fillOnce(Connection connection, long rows) throws SQLException {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement();
                ResultSet users = statement.executeQuery("SELECT FROM public.users LIMIT 1")) {
            if (users.next()) {
                return false;
            }
        }
        SampleData.fill(connection, rows, 42);
        connection.commit();
        return true;
    }
}
