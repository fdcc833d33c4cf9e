package dev.lifeboat.demo;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Objects;

/**
 * The bookings assistant's tables and deterministic data. Rows are made on the server from their number and the seed, so the
 * same seed gives the same rows everywhere; texts hold what breaks careless tools: quotes, tabs, backslashes, line feeds,
 * emoji, and NULLs.
 */
public final class SampleData {
    private static final String TEXT =
            "(array['Grüße, 世界', E'tab\\tand\\\\backslash', E'two\\nlines', 'it''s \"quoted\"', '\\.', '🛟 afloat', ''])"
                    + "[1 + (i + :seed) % 7]";

    private SampleData() {}

    /** Makes tables, types, policies and the two application roles, if the server lacks them. */
    public static void createSchema(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String role : List.of("app_user", "app_admin")) {
                statement.execute("DO $$ BEGIN CREATE ROLE " + role
                        + " NOLOGIN; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$");
            }
            statement.execute(resource());
        }
    }

    /** Fills the tables with about so many rows in all. Ends with an analysed database and a filled materialized view. */
    public static void fill(Connection connection, long rows, long seed) throws SQLException {
        long users = Math.max(10, rows / 20);
        long calendars = Math.max(5, users / 20);
        long bookings = Math.max(20, rows / 5);
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET TIME ZONE 'UTC'");
            for (String sql : statements()) {
                statement.execute(sql.replace(":users", String.valueOf(users))
                        .replace(":calendars", String.valueOf(calendars))
                        .replace(":bookings", String.valueOf(bookings))
                        .replace(":seed", String.valueOf(Math.floorMod(seed, 1000))));
            }
        }
    }

    private static List<String> statements() {
        String start = "timestamptz '2025-01-01 00:00:00+00'";
        return List.of(
                "INSERT INTO public.users (email, full_name, phone, preferences, created_at) SELECT 'user' || i || '@example.com', 'User '"
                        + " || i || ' ' || " + TEXT + ", CASE WHEN i % 3 > 0 THEN '+49' || (1000000 + i) END,"
                        + " jsonb_build_object('locale', 'de', 'n', i, 'text', " + TEXT + "), " + start
                        + " + i * interval '1 minute' FROM generate_series(1, :users) i",
                "INSERT INTO public.user_roles SELECT i, (array['owner','staff','support'])[1 + i % 3]::public.app_role, "
                        + start + " FROM generate_series(1, :users) i",
                "INSERT INTO public.user_security_settings SELECT i, sha256(convert_to('secret' || i || :seed, 'UTF8')), i % 2 = 0,"
                        + " array['a' || i, " + TEXT + "] FROM generate_series(1, :users) i",
                "INSERT INTO public.login_history (user_id, address, agent, succeeded, at) SELECT 1 + i % :users,"
                        + " ('10.0.' || i % 250 || '.' || i % 200)::inet, " + TEXT + ", i % 7 > 0, " + start
                        + " + i * interval '7 seconds' FROM generate_series(1, :users * 2) i",
                "INSERT INTO public.calendars (owner_id, name, created_at) SELECT i, 'Calendar ' || i, " + start
                        + " FROM generate_series(1, :calendars) i",
                "UPDATE public.users SET default_calendar_id = 1 + id % :calendars WHERE id % 2 = 0",
                "INSERT INTO public.calendar_settings SELECT i, jsonb_build_object('mo', array[9, 17]), i % 60"
                        + " FROM generate_series(1, :calendars) i",
                "INSERT INTO public.service_types (calendar_id, name, minutes, price, tags) SELECT 1 + i % :calendars, 'Service ' || i,"
                        + " 15 + i % 90, (i % 10000) / 100.0, array['t' || i % 9, " + TEXT + "]"
                        + " FROM generate_series(1, :calendars * 3) i",
                "INSERT INTO public.business_stripe_accounts SELECT md5('account' || i || :seed)::uuid, i, 'acct_' || i, i % 5 > 0"
                        + " FROM generate_series(1, :calendars) i",
                "INSERT INTO public.bookings (calendar_id, service_type_id, user_id, status, starts_at, minutes, note) SELECT"
                        + " 1 + i % :calendars, 1 + i % (:calendars * 3), 1 + i % :users,"
                        + " (enum_range(NULL::public.booking_status))[1 + i % 5], " + start
                        + " + i * interval '11 minutes', 15 + i % 90,"
                        + " CASE WHEN i % 4 > 0 THEN " + TEXT + " END FROM generate_series(1, :bookings) i",
                "INSERT INTO public.booking_payments (booking_id, account_id, intent, amount, status, raw) SELECT i,"
                        + " md5('account' || (1 + i % :calendars) || :seed)::uuid, 'pi_' || i, (i % 20000) / 100.0,"
                        + " (enum_range(NULL::public.payment_status))[1 + i % 4], jsonb_build_object('id', i, 'text', "
                        + TEXT + ")"
                        + " FROM generate_series(1, :bookings) i",
                "INSERT INTO public.booking_reminders SELECT i, 'whatsapp', " + start
                        + " + i * interval '10 minutes', NULL" + " FROM generate_series(1, :bookings / 2) i",
                "INSERT INTO public.whatsapp_contacts (user_id, number, display_name) SELECT CASE WHEN i % 9 > 0 THEN i END,"
                        + " '+4917' || (1000000 + i), " + TEXT + " FROM generate_series(1, :users) i",
                "INSERT INTO public.whatsapp_conversations (contact_id, booking_id, opened_at) SELECT i, CASE WHEN i % 2 = 0 THEN"
                        + " 1 + i % :bookings END, " + start + " FROM generate_series(1, :users) i",
                "INSERT INTO public.whatsapp_messages (conversation_id, reply_to, inbound, body, at) SELECT 1 + i % :users,"
                        + " CASE WHEN i % 3 = 0 THEN i - 1 END, i % 2 = 0, 'Message ' || i || ': ' || " + TEXT + ", "
                        + start
                        + " + i * interval '3 seconds' FROM generate_series(1, :bookings + :bookings / 2) i",
                "INSERT INTO public.security_events_log (event_type, event_category, severity, user_id, event_data, created_at) SELECT"
                        + " 'login', 'access', 'low', i, jsonb_build_object('n', i), " + start
                        + " FROM generate_series(1, :users / 2) i",
                "INSERT INTO public.system_health_alerts (alert_type, event_data, created_at) SELECT 'backup_completed',"
                        + " jsonb_build_object('duration_seconds', i), " + start + " FROM generate_series(1, 50) i",
                "INSERT INTO public.app_settings SELECT 'setting' || i, to_jsonb(i / 3.0), daterange('2025-01-01', '2026-01-01')"
                        + " FROM generate_series(1, 20) i",
                "REFRESH MATERIALIZED VIEW public.revenue_by_calendar",
                "ANALYZE");
    }

    private static String resource() {
        try (InputStream resource = SampleData.class.getResourceAsStream("/bookings-assistant/schema.sql")) {
            return new String(Objects.requireNonNull(resource).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("the sample's schema is missing from the jar", e);
        }
    }
}
