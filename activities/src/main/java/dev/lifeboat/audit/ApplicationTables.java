package dev.lifeboat.audit;

import static dev.lifeboat.error.ErrorCode.SOURCE_UNREACHABLE;
import static dev.lifeboat.error.ErrorCode.STATEMENT_FAILED;

import dev.lifeboat.archive.ManifestJson;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.postgres.PostgresConnector;
import dev.lifeboat.restore.Sql;
import dev.lifeboat.runbook.Audit;
import dev.lifeboat.runbook.Runbook;
import dev.lifeboat.secret.Secrets;
import dev.lifeboat.set.DatabaseRef;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/**
 * The application's own {@code security_events_log} and {@code system_health_alerts}, by a role that may insert into them and
 * nothing else: no row is read back. Of the columns that Lifeboat knows, those are filled that the table has and the role may
 * fill. Thread-safe.
 */
final class ApplicationTables {
    /** What the table has of these columns; the catalogues may be read by everybody. */
    private static final String COLUMNS = """
            select attname, pg_catalog.format_type(atttypid, atttypmod)
              from pg_catalog.pg_attribute
             where attrelid = pg_catalog.to_regclass(?) and attnum > 0 and not attisdropped and attgenerated = ''
               and attname = any (?) and pg_catalog.has_column_privilege(attrelid, attnum, 'INSERT')
             order by attnum
            """;

    private static final SortedMap<String, String> HEALTH_ALERTS =
            new TreeMap<>(Map.of("backup_taken", "backup_completed", "backup_failed", "backup_failed"));

    private final DatabaseRef database;
    private final @Nullable String events;
    private final @Nullable String health;
    private final PostgresConnector connector;

    private ApplicationTables(
            DatabaseRef database, @Nullable String events, @Nullable String health, PostgresConnector connector) {
        this.database = database;
        this.events = events;
        this.health = health;
        this.connector = connector;
    }

    /** Null where the runbook names none. */
    static @Nullable ApplicationTables of(Audit audit, Secrets secrets) {
        String url = audit.database();
        if (url == null || (audit.events() == null && audit.health() == null)) {
            return null;
        }
        return new ApplicationTables(
                new DatabaseRef(url, null), audit.events(), audit.health(), new PostgresConnector(secrets));
    }

    /** Throws SOURCE_UNREACHABLE, SECRET_MISSING, STATEMENT_FAILED, also when there is no such table. */
    void insert(AuditEvent event, Instant at) {
        try (Connection connection = connector.connect(database, SOURCE_UNREACHABLE)) {
            if (events != null) {
                SortedMap<String, String> row = new TreeMap<>();
                row.put("event_type", event.type());
                row.put("event_category", event.category());
                row.put("severity", event.severity());
                row.put("user_id", event.user());
                row.put("event_data", json(event));
                row.put("created_at", at.toString());
                insert(connection, events, row);
            }
            String alert = HEALTH_ALERTS.get(event.type());
            if (health != null && alert != null) {
                SortedMap<String, String> row = new TreeMap<>();
                row.put("alert_type", alert);
                row.put("severity", event.severity());
                row.put("event_data", json(event));
                row.put("created_at", at.toString());
                insert(connection, health, row);
            }
        } catch (SQLException e) {
            throw Sql.failure(e);
        }
    }

    /** A number stays one: alerts add up seconds. */
    private static String json(AuditEvent event) {
        SortedMap<String, Object> data = new TreeMap<>();
        event.data()
                .forEach((key, value) -> data.put(key, value.matches("-?[0-9]{1,15}") ? Long.valueOf(value) : value));
        data.put("user", event.user());
        return new String(ManifestJson.write(data), StandardCharsets.UTF_8);
    }

    private static void insert(Connection connection, String table, SortedMap<String, String> values)
            throws SQLException {
        String name = quoted(connection, Runbook.qualified(table));
        List<String> columns = new ArrayList<>();
        List<String> casts = new ArrayList<>();
        List<Object> parameters = new ArrayList<>();
        Sql.query(
                        connection,
                        COLUMNS,
                        row -> List.of(row.getString(1), row.getString(2)),
                        name,
                        connection.createArrayOf("text", values.keySet().toArray()))
                .forEach(column -> {
                    String value = values.get(column.get(0));
                    if (value != null && fits(value, column.get(1))) {
                        columns.add(column.get(0));
                        casts.add("cast(? as " + column.get(1) + ")");
                        parameters.add(value);
                    }
                });
        if (columns.isEmpty()) {
            throw new LifeboatException(
                    STATEMENT_FAILED,
                    "audit: there is no table " + table + " that this role may insert such a row into");
        }
        Sql.execute(
                connection,
                "insert into " + name + " ("
                        + columns.stream().map(column -> '"' + column + '"').collect(Collectors.joining(", "))
                        + ") values (" + String.join(", ", casts) + ")",
                parameters.toArray());
    }

    /** Applications number their users by UUIDs; a person at a terminal has none, and stands in the data. */
    private static boolean fits(String value, String type) {
        if (!type.equals("uuid")) {
            return true;
        }
        try {
            return UUID.fromString(value).toString().equals(value);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static String quoted(Connection connection, String qualified) throws SQLException {
        PGConnection names = connection.unwrap(PGConnection.class);
        int dot = qualified.indexOf('.');
        return names.escapeIdentifier(qualified.substring(0, dot)) + "."
                + names.escapeIdentifier(qualified.substring(dot + 1));
    }
}
