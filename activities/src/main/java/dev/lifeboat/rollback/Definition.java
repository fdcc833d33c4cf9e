package dev.lifeboat.rollback;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One definition of a database, as {@code pg_dump --verbose} prints it.
 *
 * @param id its number in the dump
 * @param catalogue OID of the catalogue that it stands in; 0: none of its own
 * @param oid its own; 0: none
 * @param dependsOn numbers in the dump
 * @param name as pg_dump labels it, for example {@code users own_rows} for a policy
 * @param schema {@code -}: in none
 * @param text the statements
 */
record Definition(
        int id,
        long catalogue,
        long oid,
        Set<Integer> dependsOn,
        String name,
        String type,
        String schema,
        String text) {
    private static final Pattern TITLE =
            Pattern.compile("--\n-- TOC entry (\\d+) \\(class (\\d+) OID (\\d+)\\)\n(?:-- Dependencies: ([\\d ]+)\n)?"
                    + "-- Name: (.*); Type: (.*); Schema: (.*); Owner: (.*)\n--\n");
    private static final Pattern END =
            Pattern.compile("(?s)\n+(-- Completed on [^\n]*\n+)?--\n-- PostgreSQL database dump complete\n--\n.*$");

    /** Settings for the entry that follows; a body that ends with such a line has its end behind it. */
    private static final Pattern SETTINGS = Pattern.compile("(?:\\s*\nSET default_[a-z_]+ = [^\\n]*;)+\\s*\\z");

    Definition {
        dependsOn = Set.copyOf(dependsOn);
    }

    /** What it is known by on both sides. */
    String key() {
        return type + " " + label();
    }

    String label() {
        return (schema.equals("-") ? "" : schema + ".") + name;
    }

    boolean is(String... types) {
        return Arrays.asList(types).contains(type);
    }

    /** All of a dump, by key, in its order; what has the same key as another is numbered. */
    static Map<String, Definition> read(String dump) {
        Map<String, Definition> definitions = new LinkedHashMap<>();
        Matcher title = TITLE.matcher(dump);
        boolean found = title.find();
        while (found) {
            int from = title.end();
            int id = Integer.parseInt(title.group(1));
            long catalogue = Long.parseLong(title.group(2));
            long oid = Long.parseLong(title.group(3));
            Set<Integer> dependsOn = title.group(4) == null
                    ? Set.of()
                    : Arrays.stream(title.group(4).strip().split(" +"))
                            .map(Integer::valueOf)
                            .collect(Collectors.toSet());
            String name = title.group(5);
            String type = title.group(6);
            String schema = title.group(7);
            found = title.find();
            String text = found
                    ? dump.substring(from, title.start())
                    : END.matcher(dump.substring(from)).replaceFirst("");
            Definition definition = new Definition(
                    id,
                    catalogue,
                    oid,
                    dependsOn,
                    name,
                    type,
                    schema,
                    SETTINGS.matcher("\n" + text).replaceFirst("").strip());
            String key = definition.key();
            for (int number = 2; definitions.containsKey(key); number++) {
                key = definition.key() + " #" + number;
            }
            definitions.put(key, definition);
        }
        return definitions;
    }

    /** The text without what two equal objects may differ in: the order of a table's columns, or of grants. */
    String comparable() {
        if (!is("TABLE", "FOREIGN TABLE", "ACL", "DEFAULT ACL")) {
            return text;
        }
        List<String> lines = new ArrayList<>();
        text.lines().map(line -> line.strip().replaceFirst(",$", "")).forEach(lines::add);
        lines.sort(null);
        return String.join("\n", lines);
    }
}
