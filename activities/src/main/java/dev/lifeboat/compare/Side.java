package dev.lifeboat.compare;

import dev.lifeboat.archive.RowHash;
import dev.lifeboat.archive.SequenceInfo;
import dev.lifeboat.archive.TableInfo;
import dev.lifeboat.archive.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One of two things that are compared.
 *
 * @param tables by {@code schema.table}
 * @param sequences by {@code schema.sequence}
 * @param definitions by type and name, as pg_dump writes them
 */
record Side(Map<String, Table> tables, Map<String, SequenceInfo> sequences, Map<String, String> definitions) {
    private static final String TITLE = "\n--\n-- Name: ";

    /**
     * A table; partitions whose rows may move from one to another count as one.
     *
     * @param hash content hash, 32 hex digits
     */
    record Table(List<String> columns, long rows, String hash) {
        Table {
            columns = List.copyOf(columns);
        }
    }

    Side {
        tables = Map.copyOf(tables);
        sequences = Map.copyOf(sequences);
        definitions = Map.copyOf(definitions);
    }

    /** @param script the definitions as one SQL text; null: they are not compared */
    static Side of(List<TableInfo> tables, List<SequenceInfo> sequences, @Nullable String script) {
        Map<String, SequenceInfo> byName = new TreeMap<>();
        sequences.forEach(sequence -> byName.put(sequence.schema() + "." + sequence.name(), sequence));
        return new Side(tables(tables), byName, script == null ? Map.of() : definitions(script));
    }

    private static Map<String, Table> tables(List<TableInfo> tables) {
        Map<String, RowHash> sums = new TreeMap<>();
        Map<String, List<String>> columns = new TreeMap<>();
        for (TableInfo table : tables) {
            TableName through = table.through();
            String name = through == null ? table.qualifiedName() : through.schema() + "." + through.name();
            sums.computeIfAbsent(name, any -> new RowHash()).add(table.hash(), table.rows());
            columns.putIfAbsent(name, table.columns());
        }
        Map<String, Table> result = new TreeMap<>();
        sums.forEach((name, sum) ->
                result.put(name, new Table(columns.getOrDefault(name, List.of()), sum.rows(), sum.hex())));
        return result;
    }

    /** An object each, by its title without the owner; a title that comes twice is numbered. */
    private static Map<String, String> definitions(String script) {
        Map<String, String> definitions = new TreeMap<>();
        List<String> pieces = new ArrayList<>(List.of(("\n" + script).split(TITLE, -1)));
        for (String piece : pieces.subList(1, pieces.size())) {
            int end = piece.indexOf('\n');
            String title = end < 0 ? piece : piece.substring(0, end);
            String[] fields = title.replaceFirst("; Owner: .*", "").split("; ", -1);
            String type = field(fields, "Type: ");
            String schema = field(fields, "Schema: ");
            String name = type + " " + (schema.equals("-") ? "" : schema + ".") + fields[0];
            String text = end < 0
                    ? ""
                    : piece.substring(end + 1).replaceFirst("^--\n", "").strip();
            // The owner stands in the title alone where the statement that gives it is another's.
            String body = title.replaceFirst(".*; Owner: ?", "owner ") + "\n" + withoutEnd(text);
            String key = name;
            for (int number = 2; definitions.containsKey(key); number++) {
                key = name + " #" + number;
            }
            definitions.put(key, body);
        }
        return definitions;
    }

    private static String field(String[] fields, String label) {
        for (String field : fields) {
            if (field.startsWith(label)) {
                return field.substring(label.length());
            }
        }
        return "";
    }

    private static String withoutEnd(String text) {
        return text.replaceFirst("\n+--\n-- PostgreSQL database dump complete\n--\\s*(\\\\unrestrict \\S+)?\\s*$", "")
                .strip();
    }
}
