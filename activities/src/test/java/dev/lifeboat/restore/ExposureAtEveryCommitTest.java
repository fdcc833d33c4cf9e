package dev.lifeboat.restore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lifeboat.postgres.PostgresConnector;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * After each commit of a restore, every application role reads every column of every relation: it must never see a value
 * that its policies and grants hide at the source.
 */
@Timeout(300)
class ExposureAtEveryCommitTest {
    private static final List<String> ROLES = List.of("app", "anon", "shop_owner");

    private final Shop shop = Shop.get();
    private final String database = shop.emptyTarget();
    private final Map<String, Connection> sessions = new LinkedHashMap<>();
    private final Map<String, Map<String, Long>> atTheSource = new HashMap<>();
    private final List<String> exposed = new ArrayList<>();
    private int looks;
    private int sights;

    @AfterEach
    void leave() throws SQLException {
        for (Connection session : sessions.values()) {
            session.close();
        }
    }

    @Test
    void nobodySeesWhatTheSourceHides() throws SQLException {
        Recovery recovery = watched();
        recovery.whole();
        assertThat(exposed).isEmpty();
        assertThat(looks).as("commits").isGreaterThan(40);
        assertThat(sights).as("columns that could be read").isGreaterThan(50);
    }

    /** Else the test above could not fail. */
    @Test
    void aGrantThatTheSourceDoesNotHaveIsSeen() throws SQLException {
        Recovery recovery = watched();
        recovery.structures();
        recovery.load("auth");
        assertThat(exposed).isEmpty();
        shop.run(database, "GRANT SELECT ON public.user_roles TO anon");
        recovery.build("auth");
        assertThat(exposed).anyMatch(sight -> sight.startsWith("anon public.user_roles.role"));
    }

    private Recovery watched() throws SQLException {
        for (String role : ROLES) {
            try (Connection source = session(role, "shop")) {
                for (String column : columns(source)) {
                    atTheSource.put(role + " " + column, read(source, column));
                }
            }
            sessions.put(role, session(role, database));
        }
        PostgresConnector connector = new PostgresConnector(shop.secrets);
        return Recovery.begin(
                shop.activities(ref -> EveryCommit.watch(connector.connect(ref), this::look)),
                shop.request(shop.ref(database)),
                "restore/shop/" + database);
    }

    private Connection session(String role, String name) throws SQLException {
        Connection connection = DriverManager.getConnection(shop.server.jdbcUrl(name));
        try (Statement statement = connection.createStatement()) {
            // What a step still holds is not readable either.
            statement.execute("SET lock_timeout = '100ms'");
            statement.execute("SELECT set_config('shop.user', '1', false)");
            statement.execute("SET SESSION AUTHORIZATION " + role);
        }
        return connection;
    }

    private void look() {
        looks++;
        sessions.forEach((role, session) -> {
            for (String column : columns(session)) {
                Map<String, Long> allowed = atTheSource.getOrDefault(role + " " + column, Map.of());
                Map<String, Long> seen = read(session, column);
                sights += seen.isEmpty() ? 0 : 1;
                seen.forEach((value, count) -> {
                    if (count > allowed.getOrDefault(value, 0L)) {
                        exposed.add(role + " " + column + " after commit " + looks);
                    }
                });
            }
        });
    }

    private static List<String> columns(Connection session) {
        return Sql.strings(session, """
                SELECT format('%I.%I.%I', n.nspname, c.relname, a.attname)
                FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
                WHERE n.nspname IN ('public', 'shop') AND c.relkind IN ('r', 'p', 'v', 'm') ORDER BY 1""");
    }

    /** How often a role sees each value; nothing if it may not look. */
    private static Map<String, Long> read(Connection session, String column) {
        int dot = column.matches(".*\"") ? column.indexOf(".\"") : column.lastIndexOf('.');
        Map<String, Long> values = new HashMap<>();
        try (Statement statement = session.createStatement();
                ResultSet rows = statement.executeQuery("SELECT x::text, count(*) FROM (SELECT "
                        + column.substring(dot + 1) + " AS x FROM " + column.substring(0, dot) + ") s GROUP BY x")) {
            while (rows.next()) {
                values.put(String.valueOf(rows.getString(1)), rows.getLong(2));
            }
        } catch (SQLException e) {
            values.clear();
        }
        return values;
    }
}
