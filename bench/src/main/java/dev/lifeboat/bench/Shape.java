package dev.lifeboat.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** What a database looks like. */
enum Shape {
    /** Users and roles first; bookings and messages refer to them. */
    MIXED {
        @Override
        Dataset dataset(long bytes, int authShare) {
            return MixedShape.dataset(bytes, authShare);
        }
    },
    /** Four tables of two integers: the most rows a byte. */
    NARROW {
        @Override
        Dataset dataset(long bytes, int authShare) {
            long rows = bytes / 4 / 37;
            List<String> schema = new ArrayList<>();
            List<String> inserts = new ArrayList<>();
            List<String> indexes = new ArrayList<>();
            for (int n = 1; n <= 4; n++) {
                schema.add("CREATE TABLE public.narrow_" + n + " (id integer, value integer NOT NULL)");
                inserts.addAll(Filler.inserts("public.narrow_" + n, "id, value", "i, (h & 1073741823)::integer", rows));
                indexes.add("ALTER TABLE public.narrow_" + n + " ADD PRIMARY KEY (id)");
            }
            return new Dataset(schema, inserts, indexes, List.of(), List.of());
        }
    },
    /** Sixty columns of many types. */
    WIDE {
        @Override
        Dataset dataset(long bytes, int authShare) {
            return WideShape.dataset(bytes);
        }
    },
    /** Documents, one in a hundred of them too large for its page. */
    JSONB {
        @Override
        Dataset dataset(long bytes, int authShare) {
            long rows = Math.max(100, bytes / 780);
            String body = "jsonb_build_object('id', i, 'kind', 'event' || (i % 12), 'at', 1700000000 + i, 'text', "
                    + Filler.words(30, 0) + ", 'actor', jsonb_build_object('id', " + Filler.reference(100_000, 1)
                    + ", 'name', " + Filler.words(2, 2)
                    + ", 'token', md5(i::text)), 'tags', jsonb_build_array('t' || i % 7, 't' || i % 11))"
                    + " || CASE WHEN i % 100 = 0 THEN jsonb_build_object('trace', (SELECT jsonb_agg(md5((i + k)::text))"
                    + " FROM generate_series(1, 400) k)) ELSE '{}' END";
            return new Dataset(
                    List.of(
                            "CREATE TABLE public.documents (id bigint NOT NULL, kind text NOT NULL, body jsonb NOT NULL)"),
                    Filler.inserts("public.documents", "id, kind, body", "i, 'event' || (i % 12), " + body, rows),
                    List.of(
                            "ALTER TABLE public.documents ADD PRIMARY KEY (id)",
                            "CREATE INDEX documents_actor ON public.documents ((body -> 'actor' ->> 'id'))",
                            "CREATE INDEX documents_tags ON public.documents USING gin ((body -> 'tags') jsonb_path_ops)"),
                    List.of(),
                    List.of());
        }
    },
    /** 5,000 tables at 2 GB, fewer where there is less. */
    MANY_TABLES {
        @Override
        Dataset dataset(long bytes, int authShare) {
            long tables = Math.max(20, Math.min(5000, bytes / 400_000));
            long rows = Math.max(1, bytes / tables / 165);
            String columns =
                    "(id bigint PRIMARY KEY, name text NOT NULL, amount numeric(12,2), at timestamptz NOT NULL)";
            String values = "i, " + Filler.words(12, 0)
                    + ", (h & 1048575) / 100.0, timestamptz '2025-01-01 00:00:00+00' + i * interval '1 minute'";
            List<String> blocks = IntStream.range(0, 8)
                    .mapToObj(piece -> "DO $$ BEGIN FOR t IN " + (tables * piece / 8 + 1) + " .. "
                            + (tables * (piece + 1) / 8) + " LOOP EXECUTE format('CREATE TABLE public.t_%s "
                            + columns.replace("'", "''") + "', t); EXECUTE format('INSERT INTO public.t_%s SELECT "
                            + values.replace("'", "''").replace("%", "%%") + " FROM "
                            + Filler.rows(1, rows)
                            + "', t); EXECUTE format('CREATE INDEX ON public.t_%s (at)', t); END LOOP; END $$")
                    .toList();
            return new Dataset(List.of(), blocks, List.of(), List.of(), List.of());
        }
    },
    /** Everything in one table. */
    ONE_TABLE {
        @Override
        Dataset dataset(long bytes, int authShare) {
            return new Dataset(
                    List.of("CREATE TABLE public.events " + Events.COLUMNS),
                    Filler.inserts("public.events", Events.NAMES, Events.VALUES, bytes / Events.ROW_BYTES),
                    List.of(
                            "ALTER TABLE public.events ADD PRIMARY KEY (id)",
                            "CREATE INDEX ON public.events (user_id, at)",
                            "CREATE INDEX ON public.events (at)"),
                    List.of(),
                    List.of());
        }
    },
    /** A table of 24 ranges, each larger than the one before. */
    PARTITIONED {
        @Override
        Dataset dataset(long bytes, int authShare) {
            long rows = Math.max(1000, bytes / Events.ROW_BYTES);
            List<String> schema = new ArrayList<>();
            schema.add("CREATE TABLE public.events " + Events.COLUMNS + " PARTITION BY RANGE (id)");
            for (int leaf = 0; leaf < 24; leaf++) {
                // Bounds at (leaf / 24)²: the last leaf is 47 times the first.
                schema.add("CREATE TABLE public.events_" + leaf + " PARTITION OF public.events FOR VALUES FROM ("
                        + bound(rows, leaf) + ") TO (" + (leaf == 23 ? "MAXVALUE" : bound(rows, leaf + 1)) + ")");
            }
            return new Dataset(
                    schema,
                    Filler.inserts("public.events", Events.NAMES, Events.VALUES, rows),
                    List.of(),
                    List.of(
                            "ALTER TABLE public.events ADD PRIMARY KEY (id)",
                            "CREATE INDEX ON public.events (user_id, at)"),
                    List.of());
        }

        private static long bound(long rows, int leaf) {
            return 1 + rows * leaf * leaf / 576;
        }
    };

    /**
     * What makes it.
     *
     * @param bytes wanted of the heap, roughly
     * @param authShare per cent of them that the first phase has, where there is one
     */
    abstract Dataset dataset(long bytes, int authShare);

    /** As options and reports write it. */
    String wireName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Reads a name, or {@code all}. Throws IllegalArgumentException with the known ones. */
    static List<Shape> parse(String text) {
        if (text.equals("all")) {
            return List.of(values());
        }
        List<Shape> found = Arrays.stream(values())
                .filter(shape -> shape.wireName().equals(text))
                .toList();
        if (found.isEmpty()) {
            throw new IllegalArgumentException("--shape: \"" + text + "\" is not known; known are "
                    + String.join(
                            ", ", Arrays.stream(values()).map(Shape::wireName).toList()) + ", all");
        }
        return found;
    }

    /** The rows of the two shapes that have one kind of them. */
    private static final class Events {
        static final int ROW_BYTES = 190;
        static final String COLUMNS =
                "(id bigint NOT NULL, user_id bigint NOT NULL, kind text NOT NULL, payload text, at timestamptz NOT NULL)";
        static final String NAMES = "id, user_id, kind, payload, at";
        static final String VALUES = "i, " + Filler.reference(200_000, 1) + ", 'kind' || (i % 9), "
                + Filler.words(16, 0) + " || ' ' || (h & 65535)::text,"
                + " timestamptz '2024-01-01 00:00:00+00' + i * interval '3 seconds'";
    }
}
