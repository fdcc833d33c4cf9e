package dev.lifeboat.archive;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the rows in what pg_dump writes as SQL: the lines between {@code COPY … FROM stdin;} and {@code \.}. A statement of
 * that form inside a function's body is told from a real one by whether such a table is expected. Not thread-safe.
 */
public final class SqlTables extends OutputStream {
    private static final String COPY = "COPY ";
    private static final String STDIN = " FROM stdin;\n";
    private static final int LONGEST_HEADING = 1 << 20;

    private final Listener listener;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private final ByteArrayOutputStream heading = new ByteArrayOutputStream();
    private boolean inRows;

    /** What is found. */
    public interface Listener {
        /** Rows of this table begin; false: it is no heading, only text that looks like one. */
        boolean begin(TableName table, List<String> columns);

        /** A row of the table that began last: its COPY line with the line feed. */
        void row(byte[] copy, int length);

        /** The table's rows end. */
        void end();
    }

    public SqlTables(Listener listener) {
        this.listener = listener;
    }

    @Override
    public void write(int value) {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        int from = offset;
        for (int i = offset; i < offset + length; i++) {
            if (bytes[i] == '\n') {
                line.write(bytes, from, i + 1 - from);
                from = i + 1;
                line();
                line.reset();
            }
        }
        line.write(bytes, from, offset + length - from);
    }

    /** Whether the text ended outside of a table's rows. */
    public boolean complete() {
        return !inRows && line.size() == 0;
    }

    private void line() {
        byte[] bytes = line.toByteArray();
        if (inRows) {
            if (bytes.length == 3 && bytes[0] == '\\' && bytes[1] == '.') {
                inRows = false;
                listener.end();
            } else {
                listener.row(bytes, bytes.length);
            }
        } else if (heading.size() > 0 || startsWithCopy(bytes)) {
            heading(bytes);
        }
    }

    private static boolean startsWithCopy(byte[] bytes) {
        return new String(bytes, 0, Math.min(bytes.length, COPY.length()), StandardCharsets.US_ASCII).equals(COPY);
    }

    /** A name may hold line feeds: then its heading goes on in the next line. */
    private void heading(byte[] bytes) {
        heading.writeBytes(bytes);
        String text = heading.toString(StandardCharsets.UTF_8);
        boolean open = text.chars().filter(c -> c == '"').count() % 2 == 1;
        if (open && heading.size() < LONGEST_HEADING) {
            return;
        }
        heading.reset();
        Heading found = Heading.parse(text);
        inRows = found != null && listener.begin(found.table(), found.columns());
    }

    /** {@code COPY schema.table (column, …) FROM stdin;}, names quoted where needed. */
    private record Heading(TableName table, List<String> columns) {
        static @Nullable Heading parse(String text) {
            if (!text.endsWith(STDIN)) {
                return null;
            }
            Names names = new Names(text.substring(COPY.length(), text.length() - STDIN.length()));
            String schema = names.next();
            if (schema == null || !names.skip(".")) {
                return null;
            }
            String table = names.next();
            if (table == null) {
                return null;
            }
            List<String> columns = new ArrayList<>();
            if (names.skip(" ") && names.ended()) {
                return new Heading(new TableName(schema, table), columns);
            }
            if (!names.skip("(")) {
                return null;
            }
            while (!names.skip(")")) {
                names.skip(", ");
                String column = names.next();
                if (column == null) {
                    return null;
                }
                columns.add(column);
            }
            return names.ended() ? new Heading(new TableName(schema, table), columns) : null;
        }
    }

    /** Reads identifiers as pg_dump writes them. */
    private static final class Names {
        private final String text;
        private int place;

        Names(String text) {
            this.text = text;
        }

        boolean skip(String expected) {
            boolean there = text.startsWith(expected, place);
            place += there ? expected.length() : 0;
            return there;
        }

        boolean ended() {
            return place == text.length();
        }

        @Nullable
        String next() {
            return skip("\"") ? quoted() : plain();
        }

        private @Nullable String plain() {
            int from = place;
            while (place < text.length()
                    && (Character.isLetterOrDigit(text.charAt(place)) || text.charAt(place) == '_')) {
                place++;
            }
            return place == from ? null : text.substring(from, place);
        }

        private @Nullable String quoted() {
            StringBuilder name = new StringBuilder();
            while (place < text.length()) {
                char c = text.charAt(place);
                place++;
                if (c != '"') {
                    name.append(c);
                } else if (!skip("\"")) {
                    return name.toString();
                } else {
                    name.append('"');
                }
            }
            return null;
        }
    }
}
