package dev.lifeboat.restore;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What {@code pg_dump} prints of a database, in an order of its own: that of the original depends on when objects were
 * made.
 *
 * @param definitions an object each, values of sequences included
 * @param rows a row each, with its table
 */
record DumpText(List<String> definitions, List<String> rows) {
    static DumpText read(String text) {
        List<String> definitions = new ArrayList<>();
        List<String> rows = new ArrayList<>();
        StringBuilder block = new StringBuilder();
        String copy = "";
        for (String line : text.lines().toList()) {
            if (!copy.isEmpty()) {
                rows.add(copy + " " + line);
                copy = line.equals("\\.") ? "" : copy;
            } else if (line.startsWith("COPY ") && line.endsWith(" FROM stdin;")) {
                copy = line;
                rows.add(line);
            } else {
                if (line.startsWith("-- Name: ") || line.startsWith("-- Data for Name: ")) {
                    add(block, definitions);
                }
                block.append(line).append('\n');
            }
        }
        add(block, definitions);
        definitions.sort(null);
        rows.sort(null);
        return new DumpText(definitions, rows);
    }

    private static void add(StringBuilder block, List<String> blocks) {
        // The next heading's first line belongs to it, and blank lines to none.
        blocks.add(block.toString().replaceAll("(?s)\\s*\n--\\s*$", "").strip());
        block.setLength(0);
    }

    /** Without rows, values of sequences, and the order of a table's columns and of grants. */
    DumpText definitionsOnly() {
        return new DumpText(
                definitions.stream()
                        .filter(block -> !block.contains("; Type: SEQUENCE SET; ") && !block.contains("TABLE DATA; "))
                        .map(block -> block.contains("; Type: TABLE; ") || block.contains("ACL; Schema: ")
                                ? block.lines()
                                        .map(line -> line.strip().replaceFirst(",$", ""))
                                        .sorted()
                                        .collect(Collectors.joining("\n"))
                                : block)
                        .sorted()
                        .toList(),
                List.of());
    }

    /** What the one says and not the other. */
    static List<String> differences(DumpText expected, DumpText found) {
        List<String> differences = new ArrayList<>();
        compare(expected.definitions(), found.definitions(), differences);
        compare(expected.rows(), found.rows(), differences);
        return differences;
    }

    /** As {@link #differences}, of rows, sequences and large objects only. */
    static List<String> differencesInRows(DumpText expected, DumpText found) {
        List<String> differences = new ArrayList<>();
        compare(expected.data(), found.data(), differences);
        return differences;
    }

    private List<String> data() {
        List<String> data = new ArrayList<>(rows);
        definitions.stream()
                .filter(block -> block.contains("; Type: SEQUENCE SET; ") || block.contains("; Type: BLOBS; "))
                .forEach(data::add);
        return data;
    }

    private static void compare(List<String> source, List<String> target, List<String> differences) {
        List<String> missing = new ArrayList<>(source);
        List<String> extra = new ArrayList<>();
        for (String line : target) {
            if (!missing.remove(line)) {
                extra.add(line);
            }
        }
        missing.forEach(line -> differences.add("missing: " + line));
        extra.forEach(line -> differences.add("extra: " + line));
    }
}
