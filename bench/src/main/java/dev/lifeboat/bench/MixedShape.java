package dev.lifeboat.bench;

import java.util.ArrayList;
import java.util.List;

/** Users who book and write: what most applications look like. */
final class MixedShape {
    private static final int USER_BYTES = 330;
    private static final int ROLE_BYTES = 62;
    private static final int BOOKING_BYTES = 175;
    private static final int MESSAGE_BYTES = 195;
    private static final String START = "timestamptz '2025-01-01 00:00:00+00'";

    private MixedShape() {}

    static Dataset dataset(long bytes, int authShare) {
        long auth = bytes * authShare / 100;
        long users = Math.max(10, auth / (USER_BYTES + 2 * ROLE_BYTES));
        long bookings = Math.max(20, (bytes - auth) * 2 / 5 / BOOKING_BYTES);
        long messages = Math.max(20, (bytes - auth) * 3 / 5 / MESSAGE_BYTES);
        List<String> rows = new ArrayList<>();
        rows.addAll(Filler.inserts(
                "public.messages",
                "id, booking_id, sender_id, inbound, body, at",
                "i, " + Filler.reference(bookings, 1) + ", " + Filler.reference(users, 2) + ", i % 2 = 0, "
                        + Filler.words(18, 0) + ", " + START + " + i * interval '2 seconds'",
                messages));
        rows.addAll(Filler.inserts(
                "public.bookings",
                "id, user_id, status, starts_at, minutes, price, note, reference",
                "i, " + Filler.reference(users, 3) + ", (enum_range(NULL::public.booking_status))[1 + i % 5], " + START
                        + " + i * interval '11 seconds', 15 + i % 90, (h & 1048575) / 100.0,"
                        + " CASE WHEN i % 4 > 0 THEN " + Filler.words(9, 0) + " END, md5(i::text)::uuid",
                bookings));
        rows.addAll(Filler.inserts(
                "public.users",
                "id, email, full_name, phone, password_hash, preferences, created_at",
                "i, 'user' || i || '@example.com', " + Filler.words(2, 0) + ", '+49' || (1000000000 + (h & 536870911)),"
                        + " sha256(int8send(i)), jsonb_build_object('locale', 'de', 'theme', i % 3, 'note', "
                        + Filler.words(8, 4) + "), " + START + " + i * interval '1 minute'",
                users));
        rows.addAll(Filler.inserts(
                "public.user_roles",
                "user_id, role, granted_at",
                "1 + (i - 1) / 2, (ARRAY['owner','staff'])[1 + i % 2], " + START + " + i * interval '1 minute'",
                users * 2));
        return new Dataset(SCHEMA, rows, INDEXES, KEYS, List.of("users", "user_roles"));
    }

    private static final List<String> SCHEMA = List.of(
            "CREATE TYPE public.booking_status AS ENUM ('requested', 'confirmed', 'done', 'cancelled', 'no-show')",
            "CREATE TABLE public.users (id bigint NOT NULL, email text NOT NULL, full_name text NOT NULL, phone text,"
                    + " password_hash bytea NOT NULL, preferences jsonb NOT NULL, created_at timestamptz NOT NULL)",
            "CREATE TABLE public.user_roles (user_id bigint NOT NULL, role text NOT NULL, granted_at timestamptz NOT NULL)",
            "CREATE TABLE public.bookings (id bigint NOT NULL, user_id bigint NOT NULL, status public.booking_status NOT NULL,"
                    + " starts_at timestamptz NOT NULL, minutes integer NOT NULL, price numeric(10,2), note text,"
                    + " reference uuid NOT NULL)",
            "CREATE TABLE public.messages (id bigint NOT NULL, booking_id bigint NOT NULL, sender_id bigint NOT NULL,"
                    + " inbound boolean NOT NULL, body text NOT NULL, at timestamptz NOT NULL)");

    private static final List<String> INDEXES = List.of(
            "ALTER TABLE public.messages ADD PRIMARY KEY (id)",
            "ALTER TABLE public.bookings ADD PRIMARY KEY (id)",
            "CREATE INDEX ON public.messages (booking_id, at)",
            "ALTER TABLE public.bookings ADD UNIQUE (reference)",
            "CREATE INDEX ON public.messages (sender_id)",
            "CREATE INDEX ON public.bookings (user_id, starts_at)",
            "CREATE INDEX ON public.bookings (starts_at)",
            "ALTER TABLE public.users ADD PRIMARY KEY (id)",
            "ALTER TABLE public.users ADD UNIQUE (email)",
            "ALTER TABLE public.user_roles ADD PRIMARY KEY (user_id, role)");

    private static final List<String> KEYS = List.of(
            "ALTER TABLE public.user_roles ADD FOREIGN KEY (user_id) REFERENCES public.users (id)",
            "ALTER TABLE public.bookings ADD FOREIGN KEY (user_id) REFERENCES public.users (id)",
            "ALTER TABLE public.messages ADD FOREIGN KEY (booking_id) REFERENCES public.bookings (id)",
            "ALTER TABLE public.messages ADD FOREIGN KEY (sender_id) REFERENCES public.users (id)");
}
