package dev.lifeboat.archive;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One table as a JSON object, a row a line: {@code {"data":[…],"metadata":{…}}}. Every value can be told from every other,
 * so that exactly the same COPY lines come back ({@link JsonTableReader}): numbers and booleans are JSON's own where JSON
 * has them, objects and arrays of JSON columns stand as they are, everything else is the text that PostgreSQL writes. Not
 * thread-safe.
 */
public final class JsonTableWriter {
    static final String BEGIN = "{\"data\":[\n";
    static final String END = "],\n";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonFactory FACTORY = new JsonFactory();
    private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?");
    private static final Pattern STRUCTURE = Pattern.compile("[\\[{][^\\x00-\\x1f]*[\\]}]");

    private final List<Column> columns;
    private final Heading heading;
    private final MessageDigest digest = Digests.sha256();
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private long rows;

    /** How a column's values are written. */
    public enum Kind {
        NUMBER,
        BOOLEAN,
        STRUCTURE,
        TEXT
    }

    /** A column, in COPY order. */
    public record Column(String name, Kind kind) {}

    /**
     * What the metadata says beside counts and check sum.
     *
     * @param exportDate in ISO 8601
     * @param table {@code name} in schema public, else {@code schema.name}
     * @param schemaVersion the application's last migration; null: none is known
     */
    public record Heading(
            String exportDate, String table, @Nullable String schemaVersion) {}

    public JsonTableWriter(List<Column> columns, Heading heading) {
        this.columns = List.copyOf(columns);
        this.heading = heading;
    }

    void begin(OutputStream out) throws IOException {
        out.write(BEGIN.getBytes(StandardCharsets.UTF_8));
    }

    /** Writes the row of this COPY line. */
    void row(OutputStream out, byte[] copy, int offset, int length) throws IOException {
        line.reset();
        if (rows > 0) {
            line.write(',');
            line.write('\n');
        }
        try (JsonGenerator json = FACTORY.createGenerator(line)) {
            json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
            json.setRootValueSeparator(null);
            json.writeStartObject();
            int end = offset + length - 1;
            int from = offset;
            for (Column column : columns) {
                int to = from;
                while (to < end && copy[to] != '\t') {
                    to++;
                }
                json.writeFieldName(column.name());
                write(json, column.kind(), copy, from, to);
                from = to + 1;
            }
            json.writeEndObject();
        }
        emit(out);
        rows++;
    }

    void end(OutputStream out) throws IOException {
        if (rows > 0) {
            line.reset();
            line.write('\n');
            emit(out);
        }
        ObjectNode metadata = JSON.createObjectNode()
                .put("export_date", heading.exportDate())
                .put("table_name", heading.table())
                .put("row_count", rows)
                .put("schema_version", heading.schemaVersion())
                .put("checksum", "sha256:" + HexFormat.of().formatHex(digest.digest()));
        out.write((END + "\"metadata\":" + JSON.writeValueAsString(metadata) + "}\n").getBytes(StandardCharsets.UTF_8));
    }

    /** The check sum is that of the lines between the two brackets, as {@code sed '1d;/^],$/,$d' | sha256sum} sees them. */
    private void emit(OutputStream out) throws IOException {
        byte[] bytes = line.toByteArray();
        digest.update(bytes);
        out.write(bytes);
    }

    private static void write(JsonGenerator json, Kind kind, byte[] copy, int from, int to) throws IOException {
        if (to - from == 2 && copy[from] == '\\' && copy[from + 1] == 'N') {
            json.writeNull();
            return;
        }
        String text = CopyFields.unescape(copy, from, to);
        if (kind == Kind.NUMBER && NUMBER.matcher(text).matches()) {
            json.writeNumber(text);
        } else if (kind == Kind.BOOLEAN) {
            json.writeBoolean(text.equals("t"));
        } else if (kind == Kind.STRUCTURE && STRUCTURE.matcher(text).matches()) {
            json.writeRawValue(text);
        } else {
            json.writeString(text);
        }
    }
}
