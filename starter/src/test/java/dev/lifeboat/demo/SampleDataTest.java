package dev.lifeboat.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lifeboat.postgres.TestServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The sample system is what the plan of the bookings assistant demands, and the same for the same seed. */
class SampleDataTest {
    @Test
    void hasEveryKindOfThingThatARestoreMustBringBack() throws SQLException {
        String database = system(200, 42);
        assertThat(count(
                        database,
                        "SELECT count(*) FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"))
                .isEqualTo(17);
        for (String kind : List.of(
                "FROM pg_attribute WHERE attidentity <> '' AND attrelid >= 16384",
                "FROM pg_attribute WHERE attgenerated <> '' AND attrelid >= 16384",
                "FROM pg_attrdef WHERE pg_get_expr(adbin, adrelid) LIKE 'nextval%'",
                "FROM pg_enum",
                "FROM pg_attribute WHERE atttypid = 'jsonb'::regtype AND attrelid >= 16384",
                "FROM pg_attribute WHERE attndims > 0 AND attrelid >= 16384",
                "FROM pg_trigger WHERE NOT tgisinternal",
                "FROM pg_policy",
                "FROM pg_class WHERE relkind = 'v' AND oid >= 16384",
                "FROM pg_class WHERE relkind = 'm' AND oid >= 16384",
                "FROM pg_index WHERE NOT indisunique AND indrelid >= 16384",
                // A circle: two tables that refer to each other.
                "FROM pg_constraint a JOIN pg_constraint b ON a.conrelid = b.confrelid AND a.confrelid = b.conrelid"
                        + " WHERE a.contype = 'f' AND b.contype = 'f' AND a.conrelid <> a.confrelid")) {
            assertThat(count(database, "SELECT count(*) " + kind)).as(kind).isPositive();
        }
    }

    @Test
    void isTheSameForTheSameSeedOnly() throws SQLException {
        List<String> once = content(system(300, 7));
        assertThat(content(system(300, 7))).isEqualTo(once);
        assertThat(content(system(300, 8))).isNotEqualTo(once);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 50, 5_000, 20_000})
    void makesAboutAsManyRowsAsAskedFor(long rows) throws SQLException {
        String database = system(rows, 42);
        long found = 0;
        for (String table : tables(database)) {
            found += count(database, "SELECT count(*) FROM public." + table);
        }
        assertThat(found).isBetween(rows, rows * 5 / 4 + 500);
    }

    private static String system(long rows, long seed) throws SQLException {
        String database = TestServer.database();
        try (Connection connection = TestServer.connect(database)) {
            SampleData.createSchema(connection);
            SampleData.fill(connection, rows, seed);
        }
        return database;
    }

    private static List<String> tables(String database) throws SQLException {
        return strings(
                database,
                "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY 1");
    }

    private static List<String> content(String database) throws SQLException {
        List<String> content = new ArrayList<>();
        for (String table : tables(database)) {
            content.addAll(strings(
                    database,
                    "SELECT md5(string_agg(row, ' ' ORDER BY row)) FROM public." + table
                            // What a trigger sets is the time of the run.
                            + " t, LATERAL (SELECT (to_jsonb(t) - 'updated_at')::text) r (row)"));
        }
        return content;
    }

    private static long count(String database, String sql) throws SQLException {
        return Long.parseLong(strings(database, sql).get(0));
    }

    private static List<String> strings(String database, String sql) throws SQLException {
        List<String> values = new ArrayList<>();
        try (Connection connection = TestServer.connect(database);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                values.add(rows.getString(1));
            }
        }
        return values;
    }
}
