package dev.lifeboat.bench;

import java.util.ArrayList;
import java.util.List;

/** Sixty columns of many types, a fifth of them often null: what reports and imports look like. */
final class WideShape {
    private static final int ROW_BYTES = 760;
    private static final int COLUMNS = 60;
    private static final List<Kind> KINDS = List.of(
            new Kind("integer", "(%s & 1048575)::integer"),
            new Kind("bigint", "%s"),
            new Kind("text", "'value ' || (%s & 4095)"),
            new Kind("numeric(14,4)", "(%s & 268435455) / 10000.0"),
            new Kind("timestamptz", "timestamptz '2025-01-01 00:00:00+00' + (%s & 33554431) * interval '1 second'"),
            new Kind("boolean", "(%s & 1) = 1"),
            new Kind("uuid", "md5((%s)::text)::uuid"),
            new Kind("double precision", "(%s & 1048575) / 7.0"),
            new Kind("date", "date '2000-01-01' + (%s & 8191)::integer"),
            new Kind("text", "CASE WHEN (%s & 3) = 0 THEN 'rarely said, ' || i END"),
            new Kind("integer[]", "ARRAY[(%s & 255)::integer, 7, i::integer]"),
            new Kind("inet", "inet '10.0.0.0' + (%s & 65535)"));

    /** A type and how its value comes from a hash. */
    private record Kind(String type, String value) {}

    private WideShape() {}

    static Dataset dataset(long bytes) {
        List<String> definitions = new ArrayList<>(List.of("id bigint NOT NULL"));
        List<String> names = new ArrayList<>(List.of("id"));
        List<String> values = new ArrayList<>(List.of("i"));
        for (int column = 1; column < COLUMNS; column++) {
            Kind kind = KINDS.get(column % KINDS.size());
            definitions.add("c" + column + " " + kind.type());
            names.add("c" + column);
            values.add(kind.value().replace("%s", "(h # " + column * 7919 + ")"));
        }
        return new Dataset(
                List.of("CREATE TABLE public.wide (" + String.join(", ", definitions) + ")"),
                Filler.inserts(
                        "public.wide",
                        String.join(", ", names),
                        String.join(", ", values),
                        Math.max(10, bytes / ROW_BYTES)),
                List.of(
                        "ALTER TABLE public.wide ADD PRIMARY KEY (id)",
                        "CREATE INDEX ON public.wide (c4)",
                        "CREATE INDEX ON public.wide (c6)"),
                List.of(),
                List.of());
    }
}
